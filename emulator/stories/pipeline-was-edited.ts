import { NOTHING, type Story } from './story.ts';

export const pipelineWasEdited: Story = {
  name: 'pipeline-was-edited',
  summary:
    'Somebody edits the pipeline, which takes every earlier execution away as a target; then v2 is bad. Nothing can be rolled back, and people learn why.',
  before: (scene) => {
    scene.pipeline({ name: 'shop', stages: ['Source', 'Staging', 'Prod'], releases: ['v0', 'v1'] });
    scene.alarms('shop-5xx', 'shop-latency', 'shop-health', 'shop-staging-5xx');
  },
  play: async (scene) => {
    scene.edit('shop');
    scene.release('shop', 'v2');
    await scene.pass(5);
    scene.alarmsGo('ALARM', 'shop-health');
    await scene.pass(30);
  },
  end: { ...NOTHING, announced: ['shop/Prod: hold no-eligible-target'] },
};
