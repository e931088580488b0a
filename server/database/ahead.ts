/** A source never runs further ahead than this of what its flow has worked through ... */
export const mostAhead = 40;
/** ... and goes on when so many batches are left. */
export const lowWater = 20;
