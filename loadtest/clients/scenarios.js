// What is asked of every client, and what has to come of it.
// The names are those of the table in README.md; ClientsIT has the same for the Java clients.

import assert from 'node:assert/strict';
import { KEY } from './fleet.js';
import { until } from './waiting.js';

const FLAKY_CHATS_MAX = 40;
const TOKENS_LONG = 5000;
const TOKENS_BEFORE_FAILURE = 20;
const TOOL = {
  name: 'note',
  description: 'takes a note',
  parameters: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
};

/**
 * The scenarios in their order: each takes the client's adapter and the fleet, and throws if
 * anything is not as intended.
 */
export const SCENARIOS = {
  async chat(adapter, fleet) {
    const answer = await connect(adapter, fleet).chat(ask('sound', 12));
    assert.equal(gapless(answer.text), 12);
    assert.equal(answer.finish, 'stop');
    assert.equal(answer.outputTokens, 12);
  },

  async stream(adapter, fleet) {
    const { text, end } = await streamed(connect(adapter, fleet), ask('sound', 50));
    assert.equal(gapless(text), 50);
    assert.equal(end.finish, 'stop');
    assert.equal(end.outputTokens, 50);
  },

  async tools(adapter, fleet) {
    const client = connect(adapter, fleet);
    for (const asStream of [false, true]) {
      const call = await client.callTool(ask('sound', 8), TOOL, asStream);
      assert.equal(call.finish, 'tool_calls');
      assert.equal(call.name, 'note');
      assert.equal(gapless(call.arguments.text), 8);
      const answer = await call.answerWith('noted');
      assert.equal(gapless(answer.text), 8);
      assert.equal(answer.finish, 'stop');
    }
  },

  async errors(adapter, fleet) {
    const client = connect(adapter, fleet);
    const unknown = await rejected(adapter, client.chat(ask('absent', 1)));
    assert.equal(unknown.status, 404);
    assert.equal(unknown.code, 'model_not_found');
    assert.match(unknown.message, /absent/);

    const before = await fleet.gateway.requests('sound', 400);
    const long = ask('sound', 1, { max_completion_tokens: 1_000_000 });
    const tooLong = await rejected(adapter, client.chat(long));
    assert.equal(tooLong.status, 400);
    assert.match(tooLong.message, /maximum context length/);
    assert.equal(await fleet.gateway.requests('sound', 400), before + 1, 'asked once');

    const stranger = connect(adapter, fleet, { key: 'another-key' });
    const unauthorized = await rejected(adapter, stranger.chat(ask('sound', 1)));
    assert.equal(unauthorized.status, 401);
    assert.equal(unauthorized.code, 'invalid_api_key');
  },

  /** All slots are taken: a 429 with retry-after, upon which the client comes again by itself. */
  async retries(adapter, fleet) {
    const { gateway } = fleet;
    const served = await gateway.requests('narrow', 200);
    const full = await gateway.requests('narrow', 429);
    const holder = new AbortController();
    const released = await hold(gateway, holder.signal);
    const chat = connect(adapter, fleet, { retries: undefined }).chat(ask('narrow', 3));
    chat.catch(() => {}); // awaited below
    await until('a refusal', async () => (await gateway.requests('narrow', 429)) > full);
    holder.abort();
    await released();
    assert.equal(gapless((await chat).text), 3);
    assert.equal(await gateway.requests('narrow', 200), served + 1);
  },

  /** One of two pods answers 503 now and then: the gateway asks the other, unseen. */
  async 'failing pod'(adapter, fleet) {
    const { gateway } = fleet;
    const client = connect(adapter, fleet);
    const retried = () => gateway.metric('spillway_retries_total', 'model="flaky"');
    const [before, served] = [await retried(), await gateway.requests('flaky', 200)];
    let chats = 0;
    while ((await retried()) === before && chats < FLAKY_CHATS_MAX) {
      chats++;
      assert.equal(gapless((await client.chat(ask('flaky', 2))).text), 2);
    }
    assert.ok((await retried()) > before, 'the pod has failed and was made good');
    assert.equal(await gateway.requests('flaky', 200), served + chats, 'each asked once');
  },

  /** The pod dies, or ends a stream cleanly in the middle, which most clients take as its end. */
  async 'broken stream'(adapter, fleet) {
    for (const failure of ['reset-after', 'half-event', 'end-after']) {
      await breaks(adapter, fleet, failure);
    }
  },

  async 'engine error'(adapter, fleet) {
    for (const failure of ['error-after', 'abort-after']) {
      await breaks(adapter, fleet, failure);
    }
  },

  async 'gateway killed'(adapter, fleet) {
    const gateway = await fleet.another();
    const client = connect(adapter, { gateway });
    const { text, failure } = await broken(client, ask('sound', TOKENS_LONG), () => gateway.kill());
    assert.ok(gapless(text) < TOKENS_LONG, told(adapter, failure));
  },

  /** The client gives up: the pod stops. */
  async abort(adapter, fleet) {
    const left = () => fleet.gateway.requests('sound', 499);
    const [gone, aborted] = [await left(), await fleet.aborted()];
    const leaving = new AbortController();
    const client = connect(adapter, fleet);
    await broken(client, ask('sound', TOKENS_LONG), () => leaving.abort(), leaving.signal);
    await until('a pod that stops', async () => (await fleet.aborted()) === aborted + 1);
    await until('a client that left', async () => (await left()) === gone + 1);
  },

  /**
   * Responses: one as a stream, one that goes on from it, one that breaks; where the client can,
   * asked for again and deleted.
   */
  async responses(adapter, fleet) {
    const client = connect(adapter, fleet);
    let text = '';
    const first = await client.respond(ask('sound', 10), { onText: (part) => (text += part) });
    assert.equal(gapless(text), 10);
    assert.equal(first.outputTokens, 10);

    const second = await client.respond(ask('sound', 5), { previous: first.id });
    assert.equal(gapless(second.text), 5);

    const question = ask('sound', 100, { sim_fail: `reset-after=${TOKENS_BEFORE_FAILURE}` });
    const failed = await rejected(adapter, client.respond(question, { onText: () => {} }));
    assert.ok(failed.message, 'says what happened');
    const lost = await rejected(adapter, client.respond(ask('sound', 1), { previous: 'resp_x' }));
    assert.equal(lost.status, 404);

    if (client.response) {
      assert.equal(await client.response(second.id), second.text);
      await client.forget(second.id);
      assert.equal((await rejected(adapter, client.response(second.id))).status, 404);
    }
  },

  async embeddings(adapter, fleet) {
    const vectors = await connect(adapter, fleet).embed('sound', ['one', 'two']);
    assert.equal(vectors.length, 2);
    assert.ok(vectors.every((vector) => vector.length > 0 && vector.every(Number.isFinite)));
  },

  async models(adapter, fleet) {
    const ids = await connect(adapter, fleet).models();
    assert.ok(ids.includes('sound') && ids.includes('narrow'), ids.join(', '));
  },
};

/** A client that does not come again by itself, unless it is told otherwise. */
function connect(adapter, { gateway }, { key = KEY, ...others } = {}) {
  const { retries } = { retries: 0, ...others };
  return adapter.connect({ baseURL: gateway.baseURL, key, retries });
}

let prompts = 0;

/** A prompt that no other request has: a conversation of its own. */
function ask(model, tokens, more) {
  return { model, prompt: `hello ${++prompts}`, extra: { sim_output_tokens: tokens, ...more } };
}

async function streamed(client, question, signal) {
  let text = '';
  const end = await client.stream(question, (part) => (text += part), signal);
  return { text, end };
}

/** A stream that must fail for the client; `interfere` is called once text has come. */
async function broken(client, question, interfere, signal) {
  let text = '';
  let interfered;
  const onText = (part) => {
    text += part;
    if (text && interfere) interfered ??= interfere();
  };
  let end;
  try {
    end = await client.stream(question, onText, signal);
  } catch (failure) {
    await interfered;
    return { text: text.slice(0, text.lastIndexOf(' ') + 1), failure };
  }
  return assert.fail(`the stream ended as if it were complete: ${JSON.stringify(end)}`);
}

async function breaks(adapter, fleet, how) {
  const before = await fleet.gateway.requests('sound', 'broken');
  const question = ask('sound', 100, { sim_fail: `${how}=${TOKENS_BEFORE_FAILURE}` });
  const { text, failure } = await broken(connect(adapter, fleet), question);
  const shown = `${how}: ${told(adapter, failure)}`;
  assert.ok(gapless(text) >= 1 && gapless(text) <= TOKENS_BEFORE_FAILURE + 1, shown);
  assert.equal(adapter.told(failure).code, 'upstream_stream_broken', shown);
  assert.equal(await fleet.gateway.requests('sound', 'broken'), before + 1, `${how}: asked once`);
}

/** What the client's error says of an answer that must be an error. */
async function rejected(adapter, asked) {
  let answer;
  try {
    answer = await asked;
  } catch (error) {
    return adapter.told(error);
  }
  return assert.fail(`no error: ${JSON.stringify(answer)}`);
}

/** Takes the only slot of the narrow model until the signal; resolves once it is taken. */
async function hold(gateway, signal) {
  const response = await fetch(`${gateway.baseURL}/chat/completions`, {
    method: 'POST',
    signal,
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'narrow',
      stream: true,
      sim_output_tokens: TOKENS_LONG,
      messages: [{ role: 'user', content: 'hold' }],
    }),
  });
  assert.equal(response.status, 200);
  const ended = response.text().catch(() => {});
  return () => ended;
}

/** Counts the tokens of an answer, each `request:index`; throws if one is missing or doubled. */
function gapless(text) {
  const tokens = text.split(' ').filter((token) => token);
  const request = tokens[0]?.slice(0, tokens[0].lastIndexOf(':'));
  tokens.forEach((token, index) => assert.equal(token, `${request}:${index}`));
  return tokens.length;
}

function told(adapter, error) {
  return `${error?.constructor?.name} ${JSON.stringify(adapter.told(error))}`;
}
