export const SPANISH = {}
