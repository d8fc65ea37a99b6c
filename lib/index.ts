/** What the package offers: whatever an import of it can name. */
export { ConfigurationError } from './configuration-error.ts';
export type { MaxRollbacks } from './controller/max-rollbacks.ts';
export { Guard } from './guards/guard.ts';
export type { GuardProps } from './guards/guard-props.ts';
export type { Scope } from './guards/guard-scope.ts';
export type { RemoteController } from './guards/remote-controller.ts';
export { RollbackController } from './rollback-controller.ts';
export type { RollbackControllerProps } from './rollback-controller-props.ts';
export { RollbackSpoke, type RollbackSpokeProps } from './spoke/rollback-spoke.ts';
export type { Spokes } from './spoke/spokes.ts';
