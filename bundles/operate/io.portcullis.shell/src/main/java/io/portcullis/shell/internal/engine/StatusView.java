// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.status.EngineServices;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.api.status.InterceptorStatus;
import io.portcullis.api.status.ShutReason;
import io.portcullis.shell.internal.command.TextTable;
import io.portcullis.support.commandline.Presentation;
import io.portcullis.support.commandline.TextStyle;
import io.portcullis.support.json.TerminalJson;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Formats the engine's status for people and for programs.
 *
 * @param status the status; it applies all rules itself
 * @param presentation how the text is presented
 */
record StatusView(EngineStatus status, Presentation presentation) {

  String text() {
    TextTable head = new TextTable("", presentation);
    head.row(TextStyle.of(status.mode().word()), "mode", status.mode().word());
    head.row("transport", status.transport().orElse("none"));
    head.row("policy", status.policyDigest().orElse("no digest"));
    head.row("deciding", status.deciding().map(InterceptorStatus::name).orElse("none"));
    head.row("why", status.explanation());
    addGate(head);
    addServices(head);
    return head
        + "\ninterceptors\n"
        + interceptorTable()
        + "\nhealth\n"
        + HealthLines.table(status.health(), presentation);
  }

  private void addGate(TextTable head) {
    List<ShutReason> reasons = status.shutReasons();
    if (reasons.isEmpty()) {
      head.row(TextStyle.GOOD, "gate", "open");
    } else {
      head.row(TextStyle.BAD, "gate", "shut: " + reasons.get(0).text());
    }
    reasons.stream().skip(1).forEach(reason -> head.row("", "also: " + reason.text()));
  }

  private void addServices(TextTable head) {
    if (status.available()) {
      EngineServices services = status.services();
      head.row("journal", presence(services.journal(), services.journalRequired()));
      head.row(
          "operators", presence(services.operatorControl(), services.operatorControlRequired()));
      head.row("approvals", presence(services.approvals(), false));
    }
  }

  private static String presence(boolean present, boolean required) {
    return (present ? "present" : "missing") + (required ? ", required" : "");
  }

  private String interceptorTable() {
    TextTable table = new TextTable("  ");
    for (InterceptorStatus each : status.interceptors()) {
      table.row(
          isDeciding(each) ? "*" : "-",
          Integer.toString(each.ranking()),
          each.name(),
          each.bundle(),
          authority(each) == null ? "" : "authority " + authority(each));
    }
    return status.interceptors().isEmpty() ? "  none" : table.toString();
  }

  @SuppressWarnings("ReferenceEquality") // two interceptors may be described alike
  private boolean isDeciding(InterceptorStatus interceptor) {
    return interceptor == status.interceptors().get(0);
  }

  private static @Nullable String authority(InterceptorStatus interceptor) {
    boolean runtime = interceptor.role() == InterceptorStatus.Role.RUNTIME;
    return runtime ? GovernanceInterceptor.RUNTIME : null;
  }

  String json() {
    return TerminalJson.object(
        json -> {
          TerminalJson.field(json, "mode", status.mode().word());
          TerminalJson.field(json, "transport", status.transport().orElse(null));
          TerminalJson.field(json, "policyDigest", status.policyDigest().orElse(null));
          String deciding = status.deciding().map(InterceptorStatus::name).orElse(null);
          TerminalJson.field(json, "deciding", deciding);
          TerminalJson.field(json, "why", status.explanation());
          writeGate(json);
          writeServices(json);
          TerminalJson.objects(json, "interceptors", status.interceptors(), this::writeInterceptor);
          HealthLines.write(json, status.health());
        });
  }

  private void writeGate(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("gate");
    json.writeBooleanField("open", status.open());
    TerminalJson.field(json, "why", status.shutReason().map(ShutReason::text).orElse(null));
    TerminalJson.objects(
        json,
        "reasons",
        status.shutReasons(),
        (reason, each) -> {
          TerminalJson.field(each, "code", reason.code().word());
          TerminalJson.field(each, "text", reason.text());
        });
    json.writeEndObject();
  }

  private void writeServices(JsonGenerator json) throws IOException {
    EngineServices services = status.services();
    json.writeObjectFieldStart("services");
    json.writeBooleanField("journal", services.journal());
    json.writeBooleanField("journalRequired", services.journalRequired());
    json.writeBooleanField("operatorControl", services.operatorControl());
    json.writeBooleanField("operatorControlRequired", services.operatorControlRequired());
    json.writeBooleanField("approvals", services.approvals());
    json.writeEndObject();
  }

  private void writeInterceptor(InterceptorStatus interceptor, JsonGenerator json)
      throws IOException {
    TerminalJson.field(json, "name", interceptor.name());
    json.writeNumberField("ranking", interceptor.ranking());
    TerminalJson.field(json, "bundle", interceptor.bundle());
    TerminalJson.field(json, "role", interceptor.role().word());
    TerminalJson.field(json, "authority", authority(interceptor));
    json.writeBooleanField("deciding", isDeciding(interceptor));
  }
}
