// The official client of the Security Token Service against the emulator: a role for an id token, and the keys that come of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sts from '@alicloud/sts20150401';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { needed } from './environment.js';

const { host, protocol } = new URL(needed('PRUNER_STS'));
const common = { endpoint: host, protocol: protocol.slice(0, -1), regionId: 'us-east-1' };
const client = keys => new sts.default(new $OpenApiUtil.Config({ ...common, ...keys }));
const asked = {
  OIDCProviderArn: needed('PRUNER_PROVIDER_ARN'),
  OIDCToken: needed('PRUNER_TOKEN'),
  roleArn: needed('PRUNER_ROLE_ARN'),
  roleSessionName: 'conformance',
  durationSeconds: 900,
};
const assume = change => client({}).assumeRoleWithOIDC(new sts.AssumeRoleWithOIDCRequest({ ...asked, ...change }));

test('keys for a token, and they sign', async () => {
  const { credentials, assumedRoleUser } = (await assume({})).body;
  assert.match(credentials.accessKeyId, /^STS\./);
  assert.ok(Date.parse(credentials.expiration) > Date.now());
  assert.match(assumedRoleUser.arn, /:assumed-role\/pruner\/conformance$/);
  const caller = (await client({
    accessKeyId: credentials.accessKeyId, accessKeySecret: credentials.accessKeySecret, securityToken: credentials.securityToken,
  }).getCallerIdentity()).body;
  assert.equal(caller.identityType, 'AssumedRoleUser');
  assert.equal(caller.arn, assumedRoleUser.arn);
});

const policy = resource => JSON.stringify({
  Version: '1', Statement: [{ Effect: 'Allow', Action: ['ecs:DeleteImage'], Resource: [resource] }],
});

test('keys with a policy of 2048 characters', async () => {
  const longest = policy('x'.repeat(2048 - policy('').length));
  assert.equal(longest.length, 2048);
  assert.match((await assume({ policy: longest })).body.credentials.accessKeyId, /^STS\./);
});

for (const [name, change, code] of [
  ['a policy of 2049 characters', { policy: policy('x'.repeat(2049 - policy('').length)) }, 'InvalidParameter.PolicySize'],
  ['a policy without a statement', { policy: '{"Version":"1","Statement":[]}' }, 'InvalidParameter.PolicyGrammar'],
  ['a role that is not there', { roleArn: `${asked.roleArn}-other` }, 'EntityNotExist.Role'],
  ['a provider that is not there', { OIDCProviderArn: `${asked.OIDCProviderArn}-other` }, 'AuthenticationFail.NoPermission'],
  ['a token that was changed', { OIDCToken: `${asked.OIDCToken}x` }, 'AuthenticationFail.OIDCToken.InvalidSignature'],
]) {
  test(`${name} is refused`, async () => {
    const error = await assume(change).then(() => assert.fail(`answered, although ${code} was due`), refused => refused);
    assert.equal(error.code, code);
  });
}
