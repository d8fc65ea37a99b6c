/** The least a Lambda can do: what is above it is ours. */
export const handler = async () => ({});
