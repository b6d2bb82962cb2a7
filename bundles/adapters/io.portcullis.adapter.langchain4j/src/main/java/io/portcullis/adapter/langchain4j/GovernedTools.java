// SPDX-License-Identifier: Apache-2.0
package io.portcullis.adapter.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolExecutor;
import dev.langchain4j.service.tool.ToolProvider;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolGate;
import io.portcullis.api.ToolOutcome;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Puts tools behind the gate before an AI service gets them:
 *
 * <pre>{@code
 * AiServices.builder(Bot.class)
 *     .chatModel(governed.model(model))
 *     .tools(governed.tools(new Files(), new Mail()))
 *     .toolProvider(governed.provider(mcpToolProvider))
 *     .hallucinatedToolNameStrategy(governed.hallucinatedTool())
 *     .build();
 * }</pre>
 *
 * <p>A denied tool does not run, and the model gets an error result that states the denial; nothing
 * is thrown. A tool that runs gets the arguments from the gate, and its result or exception is
 * passed on unchanged.
 *
 * <p><b>Equal calls.</b> Within one invocation of an AI service LangChain4j stores results under
 * the request's id, name and arguments together. Two equal requests of one response would both be
 * answered with the result of one of them. Therefore, within one invocation: Equal calls run one
 * after the other. A call with an id that was already used for the same tool and arguments is the
 * same call and does not run again; its answer states this and repeats the outcome. A call without
 * an id is decided separately, but after one denial all equal calls are denied as well. A denial
 * after an equal call has run states that too. With {@link #model} no two calls are equal, and
 * these rules do not apply; use it for models that give no ids or repeat them.
 *
 * <p>Thread-safe. In a framework this is a service. After its bundle is stopped, every object that
 * came from it denies every call.
 */
@ProviderType
public interface GovernedTools {

  /**
   * Creates governed tools without a framework.
   *
   * @param gate decides and runs the calls
   * @return governed tools of an unknown agent
   */
  static GovernedTools with(ToolGate gate) {
    return new GovernedToolSet(gate);
  }

  /**
   * Returns the governed tools of a named agent.
   *
   * @param agent the agent of every call that is made through the result
   * @return governed tools that share everything else with this
   */
  GovernedTools forAgent(AgentIdentity agent);

  /**
   * Governs the tools of objects, for {@code AiServices.tools(List)}. The specification and return
   * behaviour of each tool stay the same. Compensating methods of the objects are not used.
   *
   * @param objectsWithTools objects with methods that carry LangChain4j's {@code @Tool}, or {@link
   *     AiServiceTool}s
   * @return the tools, in order
   * @throws dev.langchain4j.service.IllegalConfigurationException if an object has no tools or a
   *     tool is declared incorrectly
   */
  List<AiServiceTool> tools(Object... objectsWithTools);

  /**
   * Governs one executor. It answers only requests for the tool of the specification. A request for
   * another tool is denied, because the decision would be about the wrong tool.
   *
   * @param specification the tool's specification for the model
   * @param executor runs the tool
   * @return the governed executor
   */
  ToolExecutor executor(ToolSpecification specification, ToolExecutor executor);

  /**
   * Governs every tool that a provider returns, at any time.
   *
   * @param provider a provider, dynamic or not
   * @return the governed provider, dynamic exactly if the given one is
   */
  ToolProvider provider(ToolProvider provider);

  /**
   * Makes the calls of a model distinguishable: a tool call without an id, or with an id that the
   * conversation has used, gets a new id of nine letters and digits. Nothing else changes.
   *
   * @param model the model
   * @return the model with unique call ids
   */
  ChatModel model(ChatModel model);

  /**
   * Returns a strategy for calls of tools that do not exist, for {@code
   * AiServices.hallucinatedToolNameStrategy}. The attempt goes through the gate, so that it is
   * recorded, and the model learns that nothing has run.
   *
   * @return the strategy
   */
  Function<ToolExecutionRequest, ToolExecutionResultMessage> hallucinatedTool();

  /**
   * Runs anything else through the same gate, for code that has no executor.
   *
   * @param call the call; an unknown agent is replaced by the agent of this object
   * @param tool runs at most once, and only after an allow
   * @param <T> the result type of the tool
   * @return how the call ended
   */
  <T extends @Nullable Object> ToolOutcome<T> run(ToolCall call, ToolGate.Tool<T> tool);
}
