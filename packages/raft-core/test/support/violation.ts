/** One broken property: its name is the paper's (figure 3), or one of ours. */
export class Violation extends Error {}
