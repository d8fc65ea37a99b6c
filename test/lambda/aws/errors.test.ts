import { expect, test } from 'vitest';
import { reading } from '../../../lambda/aws/errors.ts';

function refusedWith(name: string, message: string, httpStatusCode = 400) {
  const error = Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
  return reading('alarm "a"', 'cloudwatch:DescribeAlarms', async () => {
    throw error;
  });
}

test.each(['AccessDeniedException', 'AccessDenied'])('%s of a read names the permission to look for', async (name) => {
  await expect(refusedWith(name, 'not authorized')).rejects.toMatchObject({
    name: 'CouldNotRead',
    problem: `${name}: not authorized; it takes the permission cloudwatch:DescribeAlarms`,
    transient: false,
  });
});

test('a denial that names the permission itself is left in the words of AWS', async () => {
  const message = 'User x is not authorized to perform: cloudwatch:DescribeAlarms';
  await expect(refusedWith('AccessDenied', message)).rejects.toMatchObject({ problem: `AccessDenied: ${message}` });
});

test('other failures are no matter of permissions', async () => {
  await expect(refusedWith('ThrottlingException', 'slow down')).rejects.toMatchObject({
    problem: 'ThrottlingException: slow down',
    transient: true,
  });
});
