export default async function tearDown(): Promise<void> {
  await (globalThis as { testServer?: { stop(): Promise<void> } }).testServer?.stop();
}
