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
 * <p>A denied tool does not run and its result is an error that tells the model so; nothing is
 * thrown. A tool that runs gets the arguments that the gate hands out, and its result or exception
 * is passed on untouched.
 *
 * <p><b>Equal calls.</b> Within one invocation of an AI service LangChain4j keeps results under the
 * request's id, name and arguments together, so that two equal requests of one response would both
 * be answered with the result of one of them. Therefore, within one invocation: equal calls are
 * taken one after the other; a call whose id was already used for the same tool and arguments is
 * that same call and is not run again, its answer says so and repeats the outcome; a call without
 * an id is decided on its own, but once one was denied its equals are denied as well, and a denial
 * after an equal call has run tells that too. With {@link #model} no two calls are equal and none
 * of this is needed; use it for models that give no ids or the same ones again.
 *
 * <p>Thread-safe. In a framework this is a service; once its bundle is stopped, whatever it gave
 * out denies every call.
 */
@ProviderType
public interface GovernedTools {

  /**
   * Governs without a framework.
   *
   * @param gate decides and runs the calls
   * @return governed tools of an unknown agent
   */
  static GovernedTools with(ToolGate gate) {
    return new GovernedToolSet(gate);
  }

  /**
   * The same for a named agent.
   *
   * @param agent who calls, in every call made through the result
   * @return governed tools that share everything else with this
   */
  GovernedTools forAgent(AgentIdentity agent);

  /**
   * Governs the tools of objects, for {@code AiServices.tools(List)}. Specification and return
   * behaviour of each tool stay as they are. Compensating methods of the objects are not used.
   *
   * @param objectsWithTools objects with methods that carry LangChain4j's {@code @Tool}, or {@link
   *     AiServiceTool}s
   * @return the tools, in order
   * @throws dev.langchain4j.service.IllegalConfigurationException if an object has no tools or a
   *     tool is declared wrongly
   */
  List<AiServiceTool> tools(Object... objectsWithTools);

  /**
   * Governs one executor. It answers only to requests for the tool of the specification; a request
   * that names another one is denied, since the decision would be about the wrong tool.
   *
   * @param specification what the model is told of the tool
   * @param executor runs it
   * @return the governed executor
   */
  ToolExecutor executor(ToolSpecification specification, ToolExecutor executor);

  /**
   * Governs every tool that a provider gives, whenever it gives it.
   *
   * @param provider a provider, dynamic or not
   * @return the governed provider, dynamic exactly if the given one is
   */
  ToolProvider provider(ToolProvider provider);

  /**
   * Makes the calls of a model distinguishable: a tool call without an id, or with one that the
   * conversation has seen, is given a new id of nine letters and digits. Nothing else is changed.
   *
   * @param model the model
   * @return the model with unique call ids
   */
  ChatModel model(ChatModel model);

  /**
   * What to do when the model calls a tool that does not exist, for {@code
   * AiServices.hallucinatedToolNameStrategy}. The attempt goes through the gate, so that it is
   * recorded, and the model is told that nothing has run.
   *
   * @return the strategy
   */
  Function<ToolExecutionRequest, ToolExecutionResultMessage> hallucinatedTool();

  /**
   * Puts anything else through the same gate, for places that have no executor.
   *
   * @param call what the agent wants; if its agent is unknown, it is that of this object
   * @param tool runs at most once, and only after an allow
   * @param <T> what the tool returns
   * @return how the call ended
   */
  <T extends @Nullable Object> ToolOutcome<T> run(ToolCall call, ToolGate.Tool<T> tool);
}
