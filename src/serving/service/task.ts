/** What a model is for, and with it what its natural route takes and answers. */
export type Task = { kind: 'number' }
