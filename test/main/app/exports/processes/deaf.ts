/** A process that says that it works and hears nothing: one evaluation that takes for ever. */
process.on('message', (order: { readonly order: string }) => {
  if (order.order === 'measure') process.send!({ event: 'step', step: { done: 1, total: 2 } })
})
