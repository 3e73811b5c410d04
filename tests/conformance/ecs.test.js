// The official clients of Elastic Compute Service against the emulator: what a run of the program does to one image,
// and what the gateway refuses. Each client deletes the image named after it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { clients, key } from './clients.js';
import { needed } from './environment.js';

const central = needed('PRUNER_ECS_CENTRAL');
const region = needed('PRUNER_ECS_REGION');
const here = { RegionId: 'us-east-1' };
const friend = '1999999999999999';

const stamp = minutes => new Date(Date.now() + minutes * 60_000).toISOString().replace(/\.\d+Z$/, 'Z');

async function refused(promise, code, status) {
  const error = await promise.then(() => assert.fail(`answered, although ${code} was due`), error => error);
  assert.equal(error.code, code);
  assert.equal(error.statusCode ?? error.entry.response.statusCode, status);
}

for (const [name, connect] of Object.entries(clients)) {
  const id = `m-${name}`;
  const image = { ...here, ImageId: id };
  const tagged = { ...here, ResourceType: 'image' };

  const seen = async call => (await call('DescribeImages', image)).Images.Image;
  const tags = async call => (await seen(call))[0].Tags.Tag.map(tag => [tag.TagKey, tag.TagValue]);
  const accounts = async call => (await call('DescribeImageSharePermission', image)).Accounts.Account.map(account => account.AliyunId);

  test(`${name}: the centre names the regions and where they are`, async () => {
    const regions = (await connect(central)('DescribeRegions', {})).Regions.Region;
    assert.deepEqual(regions.map(entry => entry.RegionId), ['us-east-1', 'eu-west-1']);
    assert.equal(regions[0].RegionEndpoint, new URL(region).host);
  });

  test(`${name}: pages of a listing`, async () => {
    const call = connect(region);
    const ids = [];
    for (let page = 1; page <= 3; page++) {
      const answer = await call('DescribeImages', { ...here, ImageName: 'page-*', PageSize: 2, PageNumber: page });
      assert.equal(answer.TotalCount, 5);
      ids.push(...answer.Images.Image.map(entry => entry.ImageId));
    }
    assert.deepEqual(ids.toSorted(), ['m-page-1', 'm-page-2', 'm-page-3', 'm-page-4', 'm-page-5']);
  });

  test(`${name}: pages of snapshots, by token, with the fields that tell what became of them`, async () => {
    const call = connect(region);
    const rows = [];
    let NextToken;
    do {
      const answer = await call('DescribeSnapshots', { ...here, MaxResults: 2, ...(NextToken && { NextToken }) });
      rows.push(...answer.Snapshots.Snapshot);
      NextToken = answer.NextToken;
    } while (NextToken);
    const backup = rows.find(row => row.SnapshotId === 's-backup');
    const { SnapshotName, Description, Status, Usage, SourceDiskId, SourceDiskSize, CreationTime } = backup;
    assert.deepEqual(
      { SnapshotName, Description, Status, Usage, SourceDiskId, SourceDiskSize, CreationTime },
      { SnapshotName: 'nightly', Description: 'of a machine', Status: 'accomplished', Usage: 'none', SourceDiskId: 'd-1', SourceDiskSize: '16', CreationTime: '2024-01-02T03:04:05Z' });
    assert.equal(rows.find(row => row.SnapshotId === 's-m-page-1').Usage, 'image');
    assert.equal(new Set(rows.map(row => row.SnapshotId)).size, rows.length);
  });

  test(`${name}: tag, read the tag, untag`, async () => {
    const call = connect(region);
    const value = 'a b+c/ü*~'; // What the two encodings of a signature disagree about.
    await call('TagResources', { ...tagged, ResourceId: [id], Tag: [{ Key: 'pruner:batch', Value: value }] });
    assert.deepEqual(await tags(call), [['pruner:batch', value]]);
    const listed = (await call('ListTagResources', { ...tagged, ResourceId: [id] })).TagResources.TagResource;
    assert.deepEqual(listed.map(entry => [entry.ResourceId, entry.TagKey, entry.TagValue]), [[id, 'pruner:batch', value]]);
    await call('UntagResources', { ...tagged, ResourceId: [id], TagKey: ['pruner:batch'] });
    assert.deepEqual(await tags(call), []);
  });

  test(`${name}: unpublish, share, unshare, delete the image and then its snapshot`, async () => {
    const call = connect(region);
    const [before] = await seen(call);
    assert.equal(before.IsPublic, true);
    const snapshot = before.DiskDeviceMappings.DiskDeviceMapping[0].SnapshotId;
    await refused(call('DeleteImage', image), 'ImageIsPublic', 403);

    await call('ModifyImageSharePermission', { ...image, IsPublic: false });
    assert.equal((await seen(call))[0].IsPublic, false);

    await call('ModifyImageSharePermission', { ...image, AddAccount: [friend] });
    assert.deepEqual(await accounts(call), [friend]);
    await refused(call('DeleteImage', image), 'ImageUseShared', 403);
    await call('ModifyImageSharePermission', { ...image, RemoveAccount: [friend] });
    assert.deepEqual(await accounts(call), []);

    await refused(call('DeleteSnapshot', { SnapshotId: snapshot }), 'SnapshotCreatedImage', 403);
    await call('DeleteImage', image);
    assert.deepEqual(await seen(call), []);
    await call('DeleteSnapshot', { SnapshotId: snapshot });
    assert.equal((await call('DescribeSnapshots', { ...here, SnapshotIds: JSON.stringify([snapshot]) })).TotalCount, 0);
  });

  test(`${name}: a wrong secret is refused`, () =>
    refused(connect(region, { ...key, accessKeySecret: 'another' })('DescribeImages', here), 'SignatureDoesNotMatch', 400));

  test(`${name}: an unknown key is refused`, () =>
    refused(connect(region, { ...key, accessKeyId: 'nobody' })('DescribeImages', here), 'InvalidAccessKeyId.NotFound', 404));

  test(`${name}: a nonce serves once`, async () => {
    const call = connect(region);
    const nonce = randomUUID();
    assert.ok((await call('DescribeImages', here, { nonce })).TotalCount > 0);
    await refused(call('DescribeImages', here, { nonce }), 'SignatureNonceUsed', 400);
  });

  test(`${name}: a date more than 15 minutes off is refused, on either side`, async () => {
    const call = connect(region);
    assert.ok((await call('DescribeImages', here, { date: stamp(-13) })).TotalCount > 0);
    await refused(call('DescribeImages', here, { date: stamp(-17) }), 'InvalidTimeStamp.Expired', 400);
    await refused(call('DescribeImages', here, { date: stamp(17) }), 'InvalidTimeStamp.Expired', 400);
  });

  test(`${name}: a region asked at another region's endpoint is refused`, () =>
    refused(connect(region)('DescribeImages', { RegionId: 'eu-west-1' }), 'InvalidRegionId.NotFound', 404));
}
