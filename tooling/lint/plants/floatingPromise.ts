/** A planted fault: nobody waits for the promise, so its failure is lost. */
const settle = async (): Promise<void> => {}

export const refund = (): void => {
  settle()
}
