/*
 * Plays many execution environments in one process, since a thousand processes do not fit one machine: a storm's events
 * run side by side. Any other event goes through as it is. `heap` asks how much is
 * alive after a garbage collection. The module to storm is named by STORMED.
 */
const { handler: one } = await import(process.env.STORMED);

export const handler = async (event, context) => {
  if (event.heap) {
    globalThis.gc();
    return process.memoryUsage().heapUsed;
  }
  if (event.storm === undefined) return one(event, context);
  const settled = await Promise.allSettled(event.storm.map((each) => one(each, context)));
  return settled.map(({ status, value, reason }) => (status === 'fulfilled' ? value : { failed: String(reason) }));
};
