/** Whether a series grows: the slope of the straight line that lies nearest to it. */

/** A measurement after so many refunds. */
export interface Sample {
  readonly refunds: number
  readonly bytes: number
}

/** Bytes a refund, by least squares over the second half: the first fills what is meant to be filled. */
export const slope = (samples: readonly Sample[]): number => {
  const half = samples.slice(Math.floor(samples.length / 2))
  const mean = (of: (sample: Sample) => number): number =>
    half.reduce((sum, sample) => sum + of(sample), 0) / half.length
  const [refunds, bytes] = [mean((sample) => sample.refunds), mean((sample) => sample.bytes)]
  const over = half.reduce((sum, sample) => sum + (sample.refunds - refunds) * (sample.bytes - bytes), 0)
  const under = half.reduce((sum, sample) => sum + (sample.refunds - refunds) ** 2, 0)
  return over / under
}
