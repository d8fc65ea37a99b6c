import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { complianceDocument, findingsWith } from '../../package/compliance-document.ts';

describe('the rule packs of cdk-nag', () => {
  it('report nothing when every prop is given that they ask for', () => {
    expect(findingsWith()).toEqual([]);
  });

  it('report what a prop would mend while it is not given', () => {
    expect(findingsWith([])).toContainEqual({
      rule: 'NIST.800.53.R5-LambdaInsideVPC',
      resource: 'Shop/RollbackController/Controller/Function/Resource',
    });
  });

  it('docs/compliance.md is up to date (npm run documents writes it)', () => {
    expect(readFileSync('docs/compliance.md', 'utf8')).toBe(complianceDocument());
  });
});
