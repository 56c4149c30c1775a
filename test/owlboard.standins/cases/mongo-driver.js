// What a service does with the driver. Each line it prints is expected as written in mongo-driver.txt.
const { MongoClient } = require('mongodb');

const port = process.argv[2];
const at = (login, options) => new MongoClient(`mongodb://${login}127.0.0.1:${port}/comments_db?authSource=admin`, { serverSelectionTimeoutMS: 5000, ...options });
const say = (name, value) => console.log(name + ': ' + JSON.stringify(value));
async function refused(name, work) {
  try {
    await work();
    say(name, 'was not refused');
  } catch (error) {
    say(name, [error.code, error.codeName, error.message]);
  }
}

async function main() {
  const client = await at('user:password@').connect();
  const db = client.db();
  const comments = db.collection('comments');
  say('ping', await db.command({ ping: 1 }));
  const one = await comments.insertOne({ text: 'größer 🦉', author: { id: 7, name: 'Ann' }, tags: ['a', 'b'], at: new Date(0), pi: 3.14 });
  const found = await comments.findOne({ _id: one.insertedId });
  say('found by id', [found._id.equals(one.insertedId), found.text, found.at, found.pi]);
  say('found by nested field', (await comments.findOne({ 'author.id': 7, tags: 'b' })).author);
  say('inserted', (await comments.insertMany(Array.from({ length: 2500 }, (_, i) => ({ _id: i, n: i, even: i % 2 === 0 })))).insertedCount);
  say('all batches', (await comments.find({ n: { $gte: 0 } }).batchSize(100).toArray()).length);
  say('sorted', await comments.find({ n: { $lt: 100 } }, { projection: { n: 1 } }).sort({ n: -1 }).skip(1).limit(2).toArray());
  say('or, in', (await comments.find({ $or: [{ n: { $in: [1, 2] } }, { n: 9 }] }).toArray()).map((c) => c.n));
  say('counts', [await comments.countDocuments({ even: true }), await comments.countDocuments({}, { limit: 10 }), await comments.estimatedDocumentCount()]);
  say('distinct', await comments.distinct('even'));
  say('group', await comments.aggregate([{ $match: { n: { $lt: 10 } } }, { $group: { _id: '$even', sum: { $sum: '$n' } } }, { $sort: { _id: 1 } }]).toArray());
  const { matchedCount, modifiedCount } = await comments.updateMany({ n: { $lt: 3 } }, { $set: { 'edited.by': 'x' }, $inc: { n: 10000 }, $unset: { even: '' } });
  say('updated', [matchedCount, modifiedCount, await comments.findOne({ _id: 1 })]);
  say('pushed', await comments.findOneAndUpdate({ _id: 5 }, { $push: { replies: { text: 'yes' } } }, { returnDocument: 'after' }));
  const upsert = await comments.replaceOne({ _id: 'new' }, { text: 'replaced' }, { upsert: true });
  say('upserted', [upsert.upsertedId, await comments.findOne({ _id: 'new' })]);
  const bulk = await comments.bulkWrite([{ insertOne: { document: { _id: 'b' } } }, { updateOne: { filter: { _id: 'b' }, update: { $set: { x: 1 } } } }, { deleteOne: { filter: { _id: 'b' } } }]);
  say('bulk', [bulk.insertedCount, bulk.modifiedCount, bulk.deletedCount]);
  say('index', await comments.createIndex({ mail: 1 }, { unique: true, sparse: true }));
  await comments.insertOne({ _id: 'm1', mail: 'a@b' });
  await refused('duplicate', () => comments.insertOne({ _id: 'm2', mail: 'a@b' }));
  say('indexes', (await comments.indexes()).map((index) => index.name));
  say('deleted', [(await comments.deleteOne({ _id: 7 })).deletedCount, (await comments.deleteMany({ n: { $gt: 100 } })).deletedCount]);
  say('at once', (await Promise.all(Array.from({ length: 50 }, () => comments.updateOne({ _id: 10 }, { $inc: { hits: 1 } })))).length);
  say('hits', (await comments.findOne({ _id: 10 })).hits);
  await refused('unknown command', () => db.command({ nosuch: 1 }));
  await refused('unknown operator', () => comments.find({ $where: '1' }).toArray());
  await refused('unknown stage', () => comments.aggregate([{ $lookup: {} }]).toArray());
  const transaction = (session) => session.withTransaction(() => comments.insertOne({ _id: 't' }, { session }));
  say('transaction', await client.withSession(transaction).then(() => 'was not refused', () => 'refused')); // the words are the driver's
  say('lives on', await db.command({ ping: 1 }));
  say('collections', (await db.listCollections().toArray()).map((collection) => collection.name));
  say('databases', (await db.admin().listDatabases()).databases.map((database) => database.name));
  await comments.insertOne({ _id: 'unacknowledged' }, { writeConcern: { w: 0 } });
  say('dropped', await db.dropDatabase());
  await client.close();
  for (const [name, login] of [['wrong password', 'user:wrong@'], ['wrong user', 'nobody:password@']]) {
    const wrong = at(login);
    await refused(name, () => wrong.connect());
    await wrong.close();
  }
  const stranger = new MongoClient(`mongodb://127.0.0.1:${port}/`);
  await refused('no login', () => stranger.db('x').collection('y').findOne());
  await stranger.close();
}

main().catch((error) => {
  console.log(error);
  process.exitCode = 1;
});
