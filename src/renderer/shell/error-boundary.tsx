import { Component, type ErrorInfo, type ReactNode } from 'react'
import { Failure } from './failure.tsx'

interface ErrorBoundaryProps {
  /** What cannot be shown: `The gallery`. */
  readonly what: string
  readonly children: ReactNode
}

interface ErrorBoundaryState {
  readonly failure?: { readonly error: unknown; readonly place: string } | undefined
}

/** Keeps a defect in one screen from taking the window down: a sentence, the details, and a way to go on. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = {}

  static getDerivedStateFromError(error: unknown): ErrorBoundaryState {
    return { failure: { error, place: '' } }
  }

  override componentDidCatch(error: unknown, { componentStack }: ErrorInfo): void {
    this.setState({ failure: { error, place: componentStack ?? '' } })
  }

  override render(): ReactNode {
    const { failure } = this.state
    if (!failure) return this.props.children
    return (
      <Failure
        what={this.props.what}
        error={failure.error}
        place={failure.place}
        onRetry={() => this.setState({ failure: undefined })}
      />
    )
  }
}
