// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.operations.OperationScope;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.policy.ModelPrices;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicyEngine;
import io.portcullis.policy.PolicyLoader;
import io.portcullis.policy.RateLimits;
import io.portcullis.testkit.Await;
import io.portcullis.transport.embedded.internal.EmbeddedTransport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent that exceeds a budget with {@code action_on_exceed: suspend}. */
class BudgetSuspensionTest {
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      spec:
        default: allow
        budget: {daily_limit_usd: 0.015, action_on_exceed: %s}
      """;

  private record Given(
      OperationScope scope, OperatorControl.Signal signal, String operator, String reason) {}

  /** Records the orders, and fails on demand. */
  private static final class Orders implements OperatorControl {
    final BlockingQueue<Given> given = new LinkedBlockingQueue<>();
    volatile boolean failing;

    @Override
    public Coverage coverage(OperationScope scope) {
      return new Coverage(0, 0);
    }

    @Override
    public State give(OperationScope scope, Signal signal, String operator, String reason)
        throws IOException {
      given.add(new Given(scope, signal, operator, reason));
      if (failing) {
        throw new IOException("the order cannot be stored");
      }
      return State.PAUSED;
    }

    @Override
    public List<Order> orders() {
      return List.of();
    }
  }

  @TempDir private Path folder;
  private final Orders orders = new Orders();
  private volatile @Nullable OperatorControl control = orders;
  private final EmbeddedTransport transport = new EmbeddedTransport();
  private HistoryKeeper keeper;
  private int calls;

  @BeforeEach
  void start() throws Exception {
    keeper =
        new HistoryKeeper(folder, () -> null, false, InstantSource.system(), ModelPrices.BUILT_IN);
    transport.suspendBy(keeper.suspension(() -> control));
    use("suspend");
  }

  private void use(String action) throws Exception {
    Policies policies =
        new PolicyLoader()
            .parse("p.yaml", POLICY.formatted(action).getBytes(StandardCharsets.UTF_8));
    PolicyEngine engine =
        new PolicyEngine(
            policies, new RateLimits(), InstantSource.system(), keeper.history(), keeper.prices());
    keeper.use(policies, "sha256:x", () -> transport.decideBy(engine, "sha256:x"));
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  private String ask() {
    AgentIdentity agent = new AgentIdentity("acme", "ops", "a-1");
    ToolCall call =
        ToolCall.builder("llm")
            .action(ActionType.LLM_CALL)
            .agent(agent)
            .arguments("{\"model\":\"claude-3-opus\",\"prompt_tokens\":1000}")
            .build()
            .stamped("c" + calls++, agent, Instant.MAX);
    RuntimeDecision decision = Await.await(transport.query(call));
    return String.valueOf(decision.decision());
  }

  private Given nextOrder() throws InterruptedException {
    return Objects.requireNonNull(orders.given.poll(60, TimeUnit.SECONDS), "no order came");
  }

  @Test
  void agentBeyondItsBudgetIsPausedByThePolicy() throws Exception {
    assertThat(ask()).isEqualTo("allow");
    assertThat(orders.given).isEmpty();
    assertThat(ask()).isEqualTo("deny");
    Given order = nextOrder();
    assertThat(order.scope()).isEqualTo(OperationScope.agent("a-1"));
    assertThat(order.signal()).isEqualTo(OperatorControl.Signal.PAUSE);
    assertThat(order.operator()).isEqualTo("policy");
    assertThat(order.reason()).contains("budget");
  }

  @Test
  void agentIsOnlyDeniedWhereThePolicyDoesNotSuspend() throws Exception {
    use("deny");
    assertThat(ask()).isEqualTo("allow");
    assertThat(ask()).isEqualTo("deny");
    use("suspend");
    assertThat(ask()).isEqualTo("deny");
    nextOrder(); // the thread of orders has nothing of the first denial
    assertThat(orders.given).isEmpty();
  }

  @Test
  void callsAreDeniedAlthoughTheOrderFails() throws Exception {
    orders.failing = true;
    ask();
    assertThat(ask()).isEqualTo("deny");
    nextOrder();
    assertThat(ask()).isEqualTo("deny");
    nextOrder(); // the thread of orders goes on
    control = null;
    assertThat(ask()).isEqualTo("deny");
    control = orders;
    assertThat(ask()).isEqualTo("deny");
  }
}
