// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal;

import java.util.List;

/** The steps of the demonstration: calls, operations on the engine, and required outcomes. */
final class Story {
  /** Who calls. */
  static final String AGENT = "demo";

  static final String CARD = "4111 1111 1111 1111";

  private final Workspace workspace;
  private final Authority.Manner authority;

  Story(Workspace workspace, Authority.Manner authority) {
    this.workspace = workspace;
    this.authority = authority;
  }

  Workspace workspace() {
    return workspace;
  }

  List<Step> steps() {
    return List.of(
        list().after("Policy in force, mode enforce", engine -> {}),
        read(true),
        delete(),
        mail(),
        new Step(null, "", "format_disk", "", "{}", false, () -> true),
        read(false).after(authority.stopped(), EngineOperations::stopTransport),
        delete(),
        read(true).after(authority.started(), EngineOperations::startTransport),
        delete(),
        delete()
            .after("Mode observe: an authoritative deny holds", engine -> engine.mode("observe")),
        read(true)
            .after(
                "Mode observe, and " + authority.away() + ": a fault passes",
                EngineOperations::stopTransport),
        read(false)
            .after("Mode enforce, and still " + authority.away(), engine -> engine.mode("enforce")),
        read(true).after(authority.started(), EngineOperations::startTransport),
        delete(),
        refund(80, true),
        refund(250, true)
            .after("Above 100 a person must approve, and does", engine -> engine.reviewNext(true)),
        refund(990, false)
            .after("The next one the person rejects", engine -> engine.reviewNext(false)),
        read(false).after("The operator terminates the agent", engine -> engine.terminate(AGENT)),
        read(true).after("The operator reinstates it", engine -> engine.reinstate(AGENT)));
  }

  private Step list() {
    return step("list_directory", "", "{}", true);
  }

  private Step read(boolean runs) {
    return step("read_file", Workspace.NOTES, "{\"name\":\"" + Workspace.NOTES + "\"}", runs);
  }

  /** Denied in every state of the engine that this story comes by. */
  private Step delete() {
    return step("delete_file", Workspace.NOTES, "{\"name\":\"" + Workspace.NOTES + "\"}", false);
  }

  private Step refund(int amount, boolean runs) {
    return step("send_refund", "of " + amount, "{\"amount\":" + amount + "}", runs);
  }

  private Step mail() {
    return new Step(
        null,
        "",
        "send_email",
        "to billing",
        "{\"to\":\"billing\",\"body\":\"Charge " + CARD + " please\"}",
        authority.redacts(),
        () ->
            workspace.outbox().contains("[REDACTED") == authority.redacts()
                && !workspace.outbox().contains(CARD));
  }

  private Step step(String tool, String subject, String arguments, boolean runs) {
    return new Step(null, "", tool, subject, arguments, runs, workspace::notesAreThere);
  }
}
