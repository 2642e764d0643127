// openai-node: the official JavaScript client.

import OpenAI from 'openai';

export const name = 'openai-node';
export const packages = ['openai'];
export const notOffered = {};

export function connect({ baseURL, key, retries }) {
  const openai = new OpenAI({ baseURL, apiKey: key, maxRetries: retries });
  const completions = openai.chat.completions;

  return {
    async chat(ask) {
      return answer(await completions.create(body(ask)));
    },

    async stream(ask, onText, signal) {
      const params = { ...body(ask), stream: true, stream_options: { include_usage: true } };
      let finish;
      let usage;
      for await (const chunk of await completions.create(params, { signal })) {
        onText(chunk.choices[0]?.delta.content ?? '');
        finish = chunk.choices[0]?.finish_reason ?? finish;
        usage = chunk.usage ?? usage;
      }
      // Its loop ends without an error when the caller himself aborts.
      signal?.throwIfAborted();
      return { finish, outputTokens: usage?.completion_tokens };
    },

    async callTool(ask, tool, streamed) {
      const tools = [{ type: 'function', function: tool }];
      const params = { ...body(ask), tools, tool_choice: 'required' };
      const completion = streamed
        ? await completions.stream(params).finalChatCompletion()
        : await completions.create(params);
      const { message, finish_reason: finish } = completion.choices[0];
      const [call] = message.tool_calls;
      return {
        finish,
        name: call.function.name,
        arguments: JSON.parse(call.function.arguments),
        async answerWith(result) {
          const asked = body(ask);
          const reply = { role: 'tool', tool_call_id: call.id, content: result };
          const messages = [...asked.messages, message, reply];
          return answer(await completions.create({ ...asked, messages, tools }));
        },
      };
    },

    async respond(ask, { previous, onText }) {
      const params = responseBody(ask, previous);
      if (!onText) return response(await openai.responses.create(params));
      let last;
      for await (const event of await openai.responses.create({ ...params, stream: true })) {
        if (event.type === 'response.output_text.delta') onText(event.delta);
        last = event;
      }
      return response(last.response);
    },

    async response(id) {
      return response(await openai.responses.retrieve(id)).text;
    },

    async forget(id) {
      await openai.responses.delete(id);
    },

    async embed(model, input) {
      const { data } = await openai.embeddings.create({ model, input });
      return data.map((one) => one.embedding);
    },

    async models() {
      const ids = [];
      for await (const model of openai.models.list()) ids.push(model.id);
      return ids;
    },
  };
}

/** What an error says of the gateway's answer. */
export function told(error) {
  return { status: error.status, code: error.code, message: error.message };
}

function body({ model, prompt, extra }) {
  return { model, messages: [{ role: 'user', content: prompt }], ...extra };
}

function responseBody({ model, prompt, extra }, previous) {
  return { model, input: prompt, previous_response_id: previous, ...extra };
}

/** A response in the words of the scenarios; a retrieved one has no `output_text` of its own. */
function response({ id, output, usage }) {
  const text = output
    .flatMap((item) => item.content ?? [])
    .map((part) => part.text ?? '')
    .join('');
  return { id, text, outputTokens: usage?.output_tokens };
}

function answer({ choices, usage }) {
  return {
    text: choices[0].message.content,
    finish: choices[0].finish_reason,
    outputTokens: usage.completion_tokens,
  };
}
