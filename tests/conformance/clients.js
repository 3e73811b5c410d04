// The two official clients of Elastic Compute Service behind one face, so that every check is made with both:
// @alicloud/ecs20140526 signs with ACS3-HMAC-SHA256, @alicloud/pop-core with HMAC-SHA1.
import pop from '@alicloud/pop-core';
import ecs from '@alicloud/ecs20140526';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import * as dara from '@darabonba/typescript';
import { needed } from './environment.js';

export const key = { accessKeyId: needed('PRUNER_KEY_ID'), accessKeySecret: needed('PRUNER_KEY_SECRET') };

// Both yield: call(action, parameters, {nonce, date}) → the answer's members as the service spells them.
export const clients = { ecs20140526, 'pop-core': popCore };

function ecs20140526(url, { accessKeyId, accessKeySecret } = key) {
  const { host, protocol } = new URL(url);
  const client = new ecs.default(new $OpenApiUtil.Config({
    endpoint: host, protocol: protocol.slice(0, -1), regionId: 'us-east-1', accessKeyId, accessKeySecret,
  }));
  return async (action, parameters, { nonce, date } = {}) => {
    const headers = {};
    if (nonce) {
      headers['x-acs-signature-nonce'] = nonce;
    }
    if (date) {
      headers['x-acs-date'] = date;
    }
    const method = action[0].toLowerCase() + action.slice(1);
    const request = new ecs[`${action}Request`](typed(action, parameters));
    const runtime = new dara.RuntimeOptions({ extendsParameters: new dara.ExtendsParameters({ headers }) });
    const answer = await client[`${method}WithOptions`](request, runtime);
    return answer.body.toMap();
  };
}

// The typed client spells members in lower camel case and makes a list of tags from its own type.
function typed(action, parameters) {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [
    name[0].toLowerCase() + name.slice(1),
    name === 'Tag' ? value.map(({ Key, Value }) => new ecs[`${action}RequestTag`]({ key: Key, value: Value })) : value,
  ]));
}

function popCore(url, { accessKeyId, accessKeySecret } = key) {
  const client = new pop({ endpoint: url, apiVersion: '2014-05-26', accessKeyId, accessKeySecret });
  return (action, parameters, { nonce, date } = {}) => client.request(action, {
    ...parameters, ...(nonce && { SignatureNonce: nonce }), ...(date && { Timestamp: date }),
  }, { method: 'POST' });
}
