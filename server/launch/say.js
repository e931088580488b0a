/** Everything that is said before the server itself runs starts with the product's name. */
export function say(sentence) {
  console.log(`Koppel: ${sentence}`);
}

/** Says what is wrong and what to do, and ends. */
export function giveUp(sentence) {
  console.error(`\nKoppel: ${sentence}`);
  process.exit(1);
}
