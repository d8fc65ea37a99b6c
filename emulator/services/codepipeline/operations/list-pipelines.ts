import * as z from 'zod';
import type { ImmediateOperation } from '../immediate-operation.ts';
import { NextToken, parseInput } from '../input.ts';
import { page } from '../paging.ts';
import type { RunningPipelines } from '../running-pipelines.ts';
import { epochSeconds } from '../wire.ts';

const Input = z.object({ maxResults: z.int().min(1).max(1000).default(1000), nextToken: NextToken.optional() });

/** API:ListPipelines */
export function listPipelines({ account }: RunningPipelines): ImmediateOperation {
  return {
    authorize: () => [{ action: 'codepipeline:ListPipelines', resource: '*' }],
    handle: (input) => {
      const { maxResults, nextToken } = parseInput(Input, input);
      const pipelines = [...account.pipelines.values()];
      const { items, next } = page({
        length: pipelines.length,
        pick: (position) => pipelines[position],
        maxResults,
        nextToken,
        query: ['pipelines'],
      });
      return {
        pipelines: items.map(({ name, version, created, updated, declaration }) => ({
          name,
          version,
          pipelineType: declaration.pipelineType,
          executionMode: declaration.executionMode,
          created: epochSeconds(created),
          updated: epochSeconds(updated),
        })),
        ...next,
      };
    },
  };
}
