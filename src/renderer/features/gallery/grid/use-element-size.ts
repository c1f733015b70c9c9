import { useEffect, useState } from 'react'

/** The room inside an element, without its scroll bars, in pixels of CSS; null before it is there. */
export function useElementSize(
  element: HTMLElement | null,
): { readonly width: number; readonly height: number } | null {
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null)
  useEffect(() => {
    if (!element) return undefined
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element
      setSize((before) => (before?.width === width && before.height === height ? before : { width, height }))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [element])
  return size
}
