/** Of the whole project, by semver: `package.json` and the top of CHANGELOG.md have the same. */
export const VERSION = '0.2.0';
