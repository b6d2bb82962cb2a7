// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.policy.model.Action;
import io.portcullis.policy.model.CallEffects;
import io.portcullis.policy.model.PolicyDecision;
import io.portcullis.policy.model.PolicyDecision.Allow;
import io.portcullis.policy.model.PolicyDecision.Deny;
import io.portcullis.policy.model.PolicyDecision.Fault;
import io.portcullis.policy.model.PolicyDecision.NeedsApproval;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class HistoryRulesTest {
  private static final String POLICY =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata: {name: history}
      spec:
        counters:
          spent: {tools: [wire_transfer], by: [team], window: 24h, sum: args.amount}
          searches: {tools: [web_search], by: [agent], window: 1h}
        labels:
          - {add: untrusted, tools: [web_fetch, read_email], after: completed}
          - {add: private, tools: [read_file], when: args.path.startsWith("/home/")}
          - {add: known, tools: [greet], by: agent}
        rules:
          - {name: open, tools: ["*"], effect: allow}
          - {name: daily-cap, tools: [wire_transfer], when: counters.spent.sum + args.amount > 500.0, effect: ask}
          - {name: few, tools: [web_search], when: counters.searches.count >= 3, effect: deny}
          - {name: no-leak, tools: [send_email], when: '"untrusted" in labels && "private" in labels', effect: deny}
          - {name: once, tools: [greet], when: '"known" in labels', effect: deny}
      """;

  private Instant now = Instant.parse("2026-11-30T12:00:00Z");
  private long nanos;
  private PolicyHistory history = new PolicyHistory(() -> now, () -> nanos);
  private PolicyEngine engine = engine(POLICY);
  private int calls;

  private static Policies policies(String document) {
    try {
      return new PolicyLoader().parse("p.yaml", document.getBytes(StandardCharsets.UTF_8));
    } catch (PolicyException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private PolicyEngine engine(String document) {
    Policies policies = policies(document);
    history.useInMemory(policies);
    return new PolicyEngine(policies, new RateLimits(), () -> now, history);
  }

  private void pass(Duration time) {
    now = now.plus(time);
    nanos += time.toNanos();
  }

  private static PolicyRequest request(String call, String tool, String arguments) {
    return PolicyRequest.of(Action.TOOL_CALL, tool, arguments)
        .by("acme", "ops", "a-1")
        .within("t-1", call);
  }

  /** Decides a call without running it. */
  private PolicyDecision decide(String tool, String arguments) {
    return engine.decide(request("c" + calls++, tool, arguments)).decision();
  }

  /** Runs a call to its end, if it is allowed. */
  private PolicyDecision run(String tool, String arguments) {
    String call = "c" + calls++;
    DecidedRequest decided = engine.decide(request(call, tool, arguments));
    boolean allowed = decided.decision() instanceof Allow;
    history.decided(call, allowed, decided.effects());
    if (allowed) {
      history.completed(call);
    }
    return decided.decision();
  }

  @Test
  void asksOnceTheDailySumIsReached() {
    assertThat(run("wire_transfer", "{\"amount\":250}")).isInstanceOf(Allow.class);
    assertThat(run("wire_transfer", "{\"amount\":250.0}")).isInstanceOf(Allow.class);
    assertThat(run("wire_transfer", "{\"amount\":0.01}")).isInstanceOf(NeedsApproval.class);
    pass(Duration.ofHours(24));
    assertThat(run("wire_transfer", "{\"amount\":500}")).isInstanceOf(Allow.class);
  }

  @Test
  void countsSeparatelyForEachTeam() {
    run("wire_transfer", "{\"amount\":500}");
    PolicyRequest other = request("x", "wire_transfer", "{\"amount\":500}").by("acme", "dev", "b");
    assertThat(engine.decide(other).decision()).isInstanceOf(Allow.class);
  }

  @Test
  void givesBackTheAmountOfACallThatFailed() {
    DecidedRequest decided = engine.decide(request("failing", "wire_transfer", "{\"amount\":500}"));
    history.decided("failing", true, decided.effects());
    assertThat(decide("wire_transfer", "{\"amount\":1}")).isInstanceOf(NeedsApproval.class);
    history.takenBack("failing", true);
    history.takenBack("c0", false);
    assertThat(run("wire_transfer", "{\"amount\":500}")).isInstanceOf(Allow.class);
  }

  @Test
  void reservesForACallThatWaitsForItsApproval() {
    run("wire_transfer", "{\"amount\":400}");
    assertThat(decide("wire_transfer", "{\"amount\":200}")).isInstanceOf(NeedsApproval.class);
    assertThat(decide("wire_transfer", "{\"amount\":0.5}")).isInstanceOf(NeedsApproval.class);
  }

  @Test
  void aPreviewReservesNothing() {
    for (int n = 0; n < 10; n++) {
      assertThat(engine.evaluate(request("p", "web_search", "{}"))).isInstanceOf(Allow.class);
    }
    assertThat(run("web_search", "{}")).isInstanceOf(Allow.class);
  }

  @Test
  void countsACallOnceWhoseResultIsDecidedToo() {
    for (Action action : List.of(Action.TOOL_CALL, Action.TOOL_RESULT)) {
      String call = "c" + calls++;
      PolicyRequest request =
          PolicyRequest.of(action, "web_search", "{}").by("acme", "ops", "a-1").within("", call);
      history.decided(call, true, engine.decide(request).effects());
      history.completed(call);
    }
    assertThat(history.counters().get(0).count()).isEqualTo(1);
  }

  @Test
  void deniesAfterACountOfCalls() {
    for (int n = 0; n < 3; n++) {
      assertThat(run("web_search", "{}")).isInstanceOf(Allow.class);
    }
    assertThat(run("web_search", "{}")).isInstanceOf(Deny.class);
    pass(Duration.ofHours(1));
    assertThat(run("web_search", "{}")).isInstanceOf(Allow.class);
  }

  @Test
  void deniesAfterPrivateAndForeignContentMet() {
    assertThat(run("send_email", "{}")).isInstanceOf(Allow.class);
    run("web_fetch", "{}");
    assertThat(run("send_email", "{}")).isInstanceOf(Allow.class);
    run("read_file", "{\"path\":\"/tmp/a\"}");
    assertThat(run("send_email", "{}")).isInstanceOf(Allow.class);
    run("read_file", "{\"path\":\"/home/a\"}");
    assertThat(run("send_email", "{}")).isInstanceOf(Deny.class);
    pass(Duration.ofDays(30));
    assertThat(run("send_email", "{}")).isInstanceOf(Deny.class);
    history.clear("operation:t-1", "private");
    assertThat(run("send_email", "{}")).isInstanceOf(Allow.class);
  }

  @Test
  void aLabelOfAnOperationDoesNotConcernAnother() {
    run("web_fetch", "{}");
    run("read_file", "{\"path\":\"/home/a\"}");
    PolicyRequest other = request("o", "send_email", "{}").within("t-2", "o");
    assertThat(engine.decide(other).decision()).isInstanceOf(Allow.class);
  }

  @Test
  void aCallWithoutAnOperationLabelsItsAgent() {
    for (String tool : List.of("web_fetch", "read_file")) {
      PolicyRequest call = request(tool, tool, "{\"path\":\"/home/a\"}").within("", tool);
      history.decided(tool, true, engine.decide(call).effects());
      history.completed(tool);
    }
    assertThat(history.labels("a-1"))
        .extracting(PolicyHistory.LabelState::label)
        .containsExactly("private", "untrusted");
    assertThat(run("send_email", "{}")).isInstanceOf(Deny.class);
  }

  @Test
  void setsALabelOfAnAgent() {
    assertThat(run("greet", "{}")).isInstanceOf(Allow.class);
    assertThat(engine.decide(request("g", "greet", "{}").within("t-9", "g")).decision())
        .isInstanceOf(Deny.class);
  }

  @Test
  void anAmountThatCannotBeCountedIsAFault() {
    String[] odd = {
      "{}",
      "{\"amount\":\"5\"}",
      "{\"amount\":-1}",
      "{\"amount\":[5]}",
      "{\"Amount\":5}",
      "{\"amount\":null}",
      "{\"amount\":1e300}"
    };
    for (String arguments : odd) {
      assertThat(decide("wire_transfer", arguments)).as(arguments).isInstanceOf(Fault.class);
    }
    assertThat(history.counters()).isEmpty();
  }

  @Test
  void anUnknownCounterIsAFaultOnlyWhereItIsRead() {
    history = new PolicyHistory(() -> now, () -> nanos);
    Policies policies = policies(POLICY);
    HistoryRebuild rebuild = history.use(policies);
    engine = new PolicyEngine(policies, new RateLimits(), () -> now, history);
    assertThat(rebuild.needed()).isTrue();
    assertThat(decide("web_search", "{}"))
        .isInstanceOf(Fault.class)
        .extracting(PolicyDecision::reason)
        .asString()
        .contains("few", "still being read");
    assertThat(decide("other", "{}")).isInstanceOf(Allow.class);
    rebuild.finish(null, "");
    assertThat(decide("web_search", "{}")).isInstanceOf(Allow.class);
  }

  @Test
  void keepsCountingThroughAReload() {
    run("web_search", "{}");
    run("web_search", "{}");
    engine = engine(POLICY.replace("name: few,", "name: renamed,"));
    run("web_search", "{}");
    assertThat(run("web_search", "{}")).isInstanceOf(Deny.class);
  }

  @Test
  void aCounterThatAReloadChangesIsUnknownInMemory() {
    run("web_search", "{}");
    engine = engine(POLICY.replace("window: 1h", "window: 2h"));
    assertThat(run("web_search", "{}")).isInstanceOf(Fault.class);
    pass(Duration.ofHours(2));
    assertThat(run("web_search", "{}")).isInstanceOf(Allow.class);
  }

  /** The records of some calls, as the journal writes them. */
  private final List<String> records = new ArrayList<>();

  private void record(String call, String tool, String arguments, String effects) {
    records.add(
        String.format(
            Locale.ROOT,
            "{\"action\":\"tool_call\",\"agent\":\"a-1\"%s,\"call\":\"%s\"%s,\"kind\":\"decided\","
                + "\"org\":\"acme\",\"policyDigest\":\"sha256:old\",\"team\":\"ops\",\"time\":\"%s\","
                + "\"tool\":\"%s\",\"trace\":\"t-1\",\"verdict\":\"allow\"}",
            arguments.isEmpty() ? "" : ",\"arguments\":" + quoted(arguments),
            call,
            effects.isEmpty() ? "" : "," + effects,
            now,
            tool));
  }

  private static String quoted(String json) {
    return '"' + json.replace("\"", "\\\"") + '"';
  }

  private void rebuild() {
    history = new PolicyHistory(() -> now, () -> nanos);
    Policies policies = policies(POLICY);
    HistoryRebuild rebuild = history.use(policies);
    engine = new PolicyEngine(policies, new RateLimits(), () -> now, history);
    long seq = 1;
    for (String each : records) {
      rebuild.record(seq++, each);
    }
    rebuild.finish(null, "");
  }

  @Test
  void rebuildsCountersFromTheEffectsInRecords() {
    DecidedRequest decided = engine.decide(request("1", "wire_transfer", "{\"amount\":400}"));
    CallEffects.Count count = decided.effects().counts().get(0);
    record(
        "1",
        "wire_transfer",
        "",
        "\"counts\":[{\"amount\":\"400\",\"counter\":\"spent\",\"id\":\"%s\",\"subject\":\"%s\"}]"
            .formatted(count.id(), count.subject()));
    rebuild();
    assertThat(engine.evaluate(request("p", "wire_transfer", "{\"amount\":101}")))
        .isInstanceOf(NeedsApproval.class);
    assertThat(decide("wire_transfer", "{\"amount\":100}")).isInstanceOf(Allow.class);
  }

  @Test
  void backfillsANewCounterFromKeptArguments() {
    record("1", "wire_transfer", "{\"amount\":400}", "");
    record("2", "web_search", "", "");
    record("3", "read_file", "{\"path\":\"/home/b\"}", "");
    record("4", "web_fetch", "", "");
    rebuild();
    assertThat(history.counters())
        .extracting(
            each -> each.name() + " " + each.subject() + " " + each.sum() + " " + each.count())
        .containsExactly("searches agent=a-1 0 1", "spent team=ops 400 1");
    assertThat(decide("send_email", "{}")).isInstanceOf(Deny.class);
  }

  @Test
  void aRecordWithoutTheAmountMakesItsSubjectUnknown() {
    record("1", "wire_transfer", "", "");
    rebuild();
    assertThat(decide("wire_transfer", "{\"amount\":1}")).isInstanceOf(Fault.class);
    PolicyRequest other = request("x", "wire_transfer", "{\"amount\":5}").by("acme", "dev", "b");
    assertThat(engine.decide(other).decision()).isInstanceOf(Allow.class);
    pass(Duration.ofHours(24));
    assertThat(decide("wire_transfer", "{\"amount\":1}")).isInstanceOf(Allow.class);
  }

  @Test
  void aRecordThatMayHaveSetALabelMakesLabelsUnknown() {
    record("1", "read_file", "", "");
    rebuild();
    assertThat(decide("send_email", "{}")).isInstanceOf(Fault.class);
    history.clear("operation:t-1", "");
    assertThat(decide("send_email", "{}")).isInstanceOf(Allow.class);
  }

  @Test
  void outcomesClearingsAndGapsInRecordsCount() {
    record("1", "wire_transfer", "{\"amount\":400}", "");
    records.add(
        "{\"call\":\"1\",\"kind\":\"ended\",\"outcome\":\"failed\",\"time\":\"" + now + "\"}");
    record("2", "web_fetch", "", "");
    record("3", "read_file", "{\"path\":\"/home/b\"}", "");
    records.add(
        "{\"attributes\":{\"label\":\"private\",\"operator\":\"o\",\"reason\":\"r\",\"subject\":\"operation:t-1\"},"
            + "\"event\":\"label_cleared\",\"kind\":\"event\",\"time\":\""
            + now
            + "\"}");
    rebuild();
    assertThat(history.counters()).isEmpty();
    assertThat(decide("send_email", "{}")).isInstanceOf(Allow.class);
    records.add("{\"kind\":\"gap\",\"lost\":3,\"reason\":\"full\",\"time\":\"" + now + "\"}");
    rebuild();
    assertThat(decide("web_search", "{}")).isInstanceOf(Fault.class);
    records.add("no JSON");
    rebuild();
    assertThat(decide("web_search", "{}")).isInstanceOf(Fault.class);
  }

  @Test
  void aReplayDecidesEachCallByTheRecordsBeforeIt() {
    HistoryReplay replay = new HistoryReplay(policies(POLICY));
    PolicyEngine replaying = replay.engine(new RateLimits(), () -> now);
    List<String> kinds = new ArrayList<>();
    for (int n = 0; n < 4; n++) {
      replay.moveTo(now);
      kinds.add(Given.kind(replaying.evaluate(request("r" + n, "web_search", "{}"))));
      record("r" + n, "web_search", "", "");
      replay.record(n + 1, records.get(n));
    }
    assertThat(kinds).containsExactly("Allow", "Allow", "Allow", "Deny");
    pass(Duration.ofHours(1));
    replay.moveTo(now);
    assertThat(replaying.evaluate(request("r5", "web_search", "{}"))).isInstanceOf(Allow.class);
    replay.record(5, "{\"kind\":\"gap\",\"lost\":1,\"time\":\"" + now + "\"}");
    assertThat(replaying.evaluate(request("r6", "web_search", "{}"))).isInstanceOf(Fault.class);
  }

  @Test
  void refusesDefinitionsThatCannotBeUnderstood() {
    String[][] wrong = {
      {"window: 24h", "window: 1 day", "must be a duration"},
      {"by: [team]", "by: [tem]", "team"},
      {"sum: args.amount", "sum: '\"a\"'", "must be a number"},
      {"after: completed", "after: decided", "must be completed"},
      {"add: untrusted", "add: 'a b'", "a label consists of"},
      {"by: agent}", "by: team}", "must be agent or operation"},
      {"sum: args.amount", "sum: counters.searches.count", "cannot depend on counters"},
    };
    for (String[] each : wrong) {
      String document = POLICY.replace(each[0], each[1]);
      assertThatThrownBy(
              () -> new PolicyLoader().parse("p.yaml", document.getBytes(StandardCharsets.UTF_8)))
          .as(each[1])
          .isInstanceOf(PolicyException.class)
          .hasMessageContaining(each[2]);
    }
  }
}
