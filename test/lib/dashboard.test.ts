import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { METRICS } from '../../lambda/log/observability.ts';
import { controllerStack, resolved, resources } from './synthesized.ts';

const ENVIRONMENT = { account: '111122223333', region: 'eu-west-1' };

const Widget = z.object({
  type: z.enum(['alarm', 'text', 'metric', 'log']),
  x: z.number(),
  y: z.number(),
  width: z.number(),
  height: z.number(),
  properties: z.looseObject({
    title: z.string().optional(),
    alarms: z.array(z.string()).optional(),
    query: z.string().optional(),
    markdown: z.string().optional(),
  }),
});

function widgetsOf(stack: Stack) {
  const [dashboard] = resources(Template.fromStack(stack), 'AWS::CloudWatch::Dashboard');
  const body: unknown = JSON.parse(resolved(dashboard?.properties.DashboardBody));
  const { widgets } = z.object({ widgets: z.array(Widget) }).parse(body);
  return {
    name: dashboard?.properties.DashboardName,
    widgets,
    titles: widgets.map(({ properties }) => properties.title),
  };
}

const guarded = (widgets: z.infer<typeof Widget>[]) =>
  widgets
    .filter(({ properties }) => properties.title?.startsWith('Guarded alarms'))
    .map(({ properties }) => properties.alarms);

describe('the dashboard', () => {
  it('shows the state of alarms, what was done and why, how fast, and the controller itself', () => {
    const { stack, controller } = controllerStack({}, ENVIRONMENT);
    controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: ['shop-5xx', 'shared'] });
    controller.guard({ pipeline: 'shop', stage: 'Staging', alarms: ['shared'] });
    const { name, widgets, titles } = widgetsOf(stack);
    expect(name).toBe('Shop-eu-west-1');
    expect(titles).toEqual([
      undefined,
      'Guarded alarms',
      'The controller itself',
      'Rollbacks',
      'Holds by reason',
      'Seconds from alarm to RollbackStage',
      'Seconds from alarm to recovery',
      'How incidents went on',
      'Stuck incidents, failed announcements',
      'Errors, throttles, unusable input',
      'Queues',
      'The last decisions',
      'Locks that were not free',
    ]);
    expect(guarded(widgets)).toEqual([
      [
        'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shop-5xx',
        'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:shared',
      ],
    ]);
    expect(widgets[2]?.properties.alarms).toHaveLength(8);
    expect(widgets[0]?.properties.markdown).toContain('runbook');
  });

  it('searches for the metrics of this controller, whatever the stages and reasons are', () => {
    const { stack } = controllerStack({}, ENVIRONMENT);
    const text = JSON.stringify(widgetsOf(stack).widgets);
    expect(text).toContain(
      `SEARCH('{RollbackController,service,stage,reason} MetricName=\\"${METRICS.holds}\\" service=\\"rollback-controller/Shop\\"', 'Sum', 300)`,
    );
    for (const metric of [METRICS.rollbacks, METRICS.outcomes, METRICS.secondsToRollback, METRICS.secondsToRecovery]) {
      expect(text).toContain(metric);
    }
  });

  it('reads the last decisions from the log of the function', () => {
    const { stack } = controllerStack({}, ENVIRONMENT);
    const template = Template.fromStack(stack);
    const [controller] = resources(template, 'AWS::Lambda::Function');
    const group = controller?.properties.LoggingConfig.LogGroup.Ref;
    const queries = widgetsOf(stack).widgets.flatMap(({ properties }) => properties.query ?? []);
    expect(queries[0]).toMatch(new RegExp(`^SOURCE '\\{${group}\\}' \\| fields @timestamp, decision.stage as stage`));
  });

  it('splits many alarms over widgets of a hundred, and lets no widgets overlap', () => {
    const { stack, controller } = controllerStack({}, ENVIRONMENT);
    const names = (from: number) => Array.from({ length: 90 }, (_, index) => `alarm-${from + index}`);
    for (const [index, stage] of ['A', 'B', 'C'].entries()) {
      controller.guard({ pipeline: 'shop', stage, alarms: names(90 * index) });
    }
    const { widgets } = widgetsOf(stack);
    expect(guarded(widgets).map((alarms) => alarms?.length)).toEqual([100, 100, 70]);
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, n) => `${x + (n % width)},${y + Math.floor(n / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  });

  it('takes alarms whose names are not known at synth', () => {
    const { stack, controller } = controllerStack({}, ENVIRONMENT);
    const name = new CfnParameter(stack, 'AlarmName').valueAsString;
    controller.guard({ pipeline: 'shop', stage: 'Prod', alarms: [name] });
    expect(guarded(widgetsOf(stack).widgets)).toEqual([
      ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{AlarmName}'],
    ]);
  });

  it('can be left out, and then no message links to it', () => {
    const { stack, controller } = controllerStack({ dashboard: false });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
    expect(controller.dashboardName).toBeUndefined();
    const [controllerFunction] = resources(template, 'AWS::Lambda::Function');
    expect(controllerFunction?.properties.Environment.Variables).not.toHaveProperty('DASHBOARD_NAME');
  });

  it('is the one that messages link to', () => {
    const { stack } = controllerStack({}, ENVIRONMENT);
    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { DASHBOARD_NAME: 'Shop-eu-west-1' } },
    });
  });
});
