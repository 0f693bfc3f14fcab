export function queries() { }
