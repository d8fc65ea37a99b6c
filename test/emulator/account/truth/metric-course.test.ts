import { expect, test } from 'vitest';
import { MetricCourse } from '../../../../emulator/account/truth/metric-course.ts';

test('a metric has its base while nothing raises it', () => {
  expect(new MetricCourse(2).average(0, 60)).toBe(2);
});

test('a cause raises the average by as much of the period as it lasted', () => {
  const course = new MetricCourse(0);
  course.raise(45, 8)(75);
  expect([course.average(0, 60), course.average(60, 120), course.average(120, 180)]).toEqual([2, 2, 0]);
});

test('causes add up', () => {
  const course = new MetricCourse(1);
  course.raise(0, 2);
  course.raise(0, 3);
  expect(course.average(60, 120)).toBe(6);
});

test('a period has no data only where a gap covers all of it', () => {
  const course = new MetricCourse(1);
  course.gap(30)(120);
  expect([course.average(0, 60), course.average(60, 120), course.average(120, 180)]).toEqual([1, undefined, 1]);
});

test('what is over can be forgotten, what goes on is not', () => {
  const course = new MetricCourse(0);
  course.raise(0, 5)(10);
  course.raise(5, 1);
  course.forget(100);
  expect(course.average(0, 10)).toBe(0.5);
});

test('the average is that of the data: what happens in a gap is not in it', () => {
  const course = new MetricCourse(1);
  course.gap(20)(60);
  course.raise(10, 4)(60);
  expect(course.average(0, 60)).toBe(3);
});
