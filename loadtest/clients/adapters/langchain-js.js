// LangChain.js with its OpenAI integration.

import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';

export const name = 'LangChain.js';
export const packages = ['@langchain/openai', '@langchain/core'];
export const notOffered = { models: 'has no call for it' };

export function connect({ baseURL, key, retries }) {
  const common = { apiKey: key, configuration: { baseURL }, maxRetries: retries };
  const chatModel = ({ model, extra }) => new ChatOpenAI({ ...common, model, modelKwargs: extra });

  return {
    async chat(ask) {
      return answer(await chatModel(ask).invoke(ask.prompt));
    },

    async stream(ask, onText, signal) {
      const parts = await chatModel(ask).stream(ask.prompt, { signal });
      const { finish, outputTokens } = answer(await joined(parts, onText));
      return { finish, outputTokens };
    },

    async callTool(ask, tool, streamed) {
      const tools = [{ type: 'function', function: tool }];
      const forced = chatModel(ask).bindTools(tools, { tool_choice: 'required' });
      const question = new HumanMessage(ask.prompt);
      const message = streamed
        ? await joined(await forced.stream([question]), () => {})
        : await forced.invoke([question]);
      const [call] = message.tool_calls;
      return {
        finish: answer(message).finish,
        name: call.name,
        arguments: call.args,
        async answerWith(content) {
          const reply = new ToolMessage({ content, tool_call_id: call.id });
          return answer(await chatModel(ask).bindTools(tools).invoke([question, message, reply]));
        },
      };
    },

    async respond({ model, prompt, extra }, { previous, onText }) {
      const chat = new ChatOpenAI({ ...common, model, modelKwargs: extra, useResponsesApi: true });
      const options = { previous_response_id: previous };
      const message = onText
        ? await joined(await chat.stream(prompt, options), onText)
        : await chat.invoke(prompt, options);
      const { text, outputTokens } = answer(message);
      return { id: message.response_metadata.id, text, outputTokens };
    },

    async embed(model, texts) {
      return new OpenAIEmbeddings({ ...common, model }).embedDocuments(texts);
    },
  };
}

/** What an error says of the gateway's answer. */
export function told(error) {
  return { status: error.status, code: error.code, message: error.message };
}

async function joined(parts, onText) {
  let whole;
  for await (const part of parts) {
    onText(part.text);
    whole = whole ? whole.concat(part) : part;
  }
  return whole;
}

function answer({ text, response_metadata: metadata, usage_metadata: usage }) {
  return { text, finish: metadata.finish_reason, outputTokens: usage?.output_tokens };
}
