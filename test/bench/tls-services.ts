import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';

/** By the names that the SDKs' endpoint variables have. */
const SERVICES = ['CODEPIPELINE', 'CLOUDWATCH', 'DYNAMODB', 'SQS', 'SNS', 'EVENTBRIDGE'] as const;

/** The front door of an account over TLS, with an address for each service as in life, so that each takes a connection and a handshake of its own. */
export class TlsServices {
  readonly environment: { readonly [name: string]: string };
  readonly #servers: readonly Server[];
  readonly #directory: string;
  #handshakes = 0;

  private constructor(directory: string, servers: readonly Server[], environment: { readonly [name: string]: string }) {
    this.#directory = directory;
    this.#servers = servers;
    this.environment = environment;
    for (const server of servers) server.on('secureConnection', () => this.#handshakes++);
  }

  /** Needs the loopback network of Linux, all of which answers, and openssl for a certificate. */
  static async start(frontDoor: string): Promise<TlsServices> {
    const { hostname, port } = new URL(frontDoor);
    const directory = mkdtempSync(join(tmpdir(), 'bench-tls-'));
    const [key, cert] = [join(directory, 'key.pem'), join(directory, 'cert.pem')];
    const hosts = SERVICES.map((_, index) => `127.0.0.${index + 2}`);
    const names = hosts.map((host) => `IP:${host}`).join(',');
    const request = [
      'req',
      '-x509',
      '-nodes',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-days',
      '2',
    ];
    const made = spawnSync('openssl', [
      ...request,
      '-subj',
      '/CN=bench',
      '-addext',
      `subjectAltName=${names}`,
      '-keyout',
      key,
      '-out',
      cert,
    ]);
    if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.error ?? made.stderr}`);
    const keys = { key: readFileSync(key), cert: readFileSync(cert) };
    const servers = hosts.map(() =>
      createServer(keys, (socket) => {
        const behind = connect(Number(port), hostname);
        for (const end of [socket, behind]) end.setNoDelay(true).on('error', () => end.destroy());
        socket.pipe(behind).pipe(socket);
      }),
    );
    const endpoints = await Promise.all(
      servers.map(async (server, index) => {
        await once(server.listen(0, hosts[index]), 'listening');
        const address = server.address();
        const own = address !== null && typeof address === 'object' ? address.port : 0;
        return [`AWS_ENDPOINT_URL_${SERVICES[index]}`, `https://${hosts[index]}:${own}`];
      }),
    );
    // With NODE_EXTRA_CA_CERTS Node.js would read all authorities on another thread while it starts; on Lambda it is not set.
    const trust = { NODE_TLS_REJECT_UNAUTHORIZED: '0', NODE_NO_WARNINGS: '1', AWS_CA_BUNDLE: cert };
    return new TlsServices(directory, servers, { ...Object.fromEntries(endpoints), ...trust });
  }

  /** Since the start. */
  get handshakes(): number {
    return this.#handshakes;
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) server.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }
}
