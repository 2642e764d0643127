// Vercel AI SDK with its provider for OpenAI-compatible servers.

import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { embedMany, generateText, jsonSchema, streamText, tool as aiTool } from 'ai';

export const name = 'Vercel AI SDK';
export const packages = ['ai', '@ai-sdk/openai-compatible'];
export const notOffered = {
  responses: 'not by its package for compatible servers',
  models: 'has no call for it',
};

const PROVIDER = 'spillway';

export function connect({ baseURL, key, retries }) {
  const server = { baseURL, apiKey: key, includeUsage: true };
  const provider = createOpenAICompatible({ name: PROVIDER, ...server });

  function params({ model, prompt, extra }) {
    return {
      model: provider.chatModel(model),
      messages: [{ role: 'user', content: prompt }],
      maxRetries: retries,
      providerOptions: { [PROVIDER]: extra ?? {} },
    };
  }

  async function streamed(options, onText) {
    let failure;
    const result = streamText({ ...options, onError: ({ error }) => (failure ??= error) });
    try {
      for await (const part of result.fullStream) {
        if (part.type === 'text-delta') onText(part.text);
        if (part.type === 'abort') throw new Error('aborted');
      }
    } catch (error) {
      // The lost connection; the event before it says more.
      throw failure ?? error;
    }
    if (failure) throw failure;
    return result;
  }

  return {
    async chat(ask) {
      return answer(await generateText(params(ask)));
    },

    async stream(ask, onText, signal) {
      const result = await streamed({ ...params(ask), abortSignal: signal }, onText);
      return { finish: await result.finishReason, outputTokens: (await result.usage).outputTokens };
    },

    async callTool(ask, { name, description, parameters }, asStream) {
      const tools = { [name]: aiTool({ description, inputSchema: jsonSchema(parameters) }) };
      const options = { ...params(ask), tools, toolChoice: 'required' };
      const result = asStream ? await streamed(options, () => {}) : await generateText(options);
      const [call] = await result.toolCalls;
      const { messages } = await result.response;
      return {
        finish: (await result.finishReason).replace('-', '_'),
        name: call.toolName,
        arguments: call.input,
        async answerWith(value) {
          const { toolCallId, toolName } = call;
          const output = { type: 'text', value };
          const part = { type: 'tool-result', toolCallId, toolName, output };
          const reply = { role: 'tool', content: [part] };
          const all = [...options.messages, ...messages, reply];
          return answer(await generateText({ ...params(ask), messages: all, tools }));
        },
      };
    },

    async embed(model, values) {
      const { embeddings } = await embedMany({ model: provider.embeddingModel(model), values });
      return embeddings;
    },
  };
}

/** What an error says of the gateway's answer; an error of a stream is the event's own object. */
export function told(error) {
  const code = error.data?.error?.code ?? error.code;
  return { status: error.statusCode, code, message: error.message };
}

function answer({ text, finishReason, usage }) {
  return { text, finish: finishReason, outputTokens: usage.outputTokens };
}
