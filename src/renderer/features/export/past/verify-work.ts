import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure } from '../../../../shared/contract.ts'
import type { VerifyStep } from '../../../../shared/exports.ts'
import { api, failureOf } from '../../../api.ts'

/** The check of a folder, for as long as it is looked at. */
export function useVerify() {
  const [step, setStep] = useState<VerifyStep>()
  const [failure, setFailure] = useState<Failure>()
  const [isRunning, setRunning] = useState(false)
  const stopping = useRef(new AbortController())
  const cancel = useCallback(() => stopping.current.abort(), [])
  useEffect(() => cancel, [cancel])

  const verify = useCallback(async (folder: string) => {
    stopping.current.abort()
    stopping.current = new AbortController()
    const { signal } = stopping.current
    setStep(undefined)
    setFailure(undefined)
    setRunning(true)
    try {
      for await (const next of await api.exports.verify({ folder }, { signal })) if (!signal.aborted) setStep(next)
    } catch (error) {
      const failed = failureOf(error)
      if (!signal.aborted && failed.code !== 'cancelled') setFailure(failed)
    }
    // another check may have begun
    if (stopping.current.signal === signal) setRunning(false)
  }, [])
  return { step, failure, isRunning, verify, cancel }
}
