// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.health.Health;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.shell.internal.command.TerminalJson;
import io.portcullis.shell.internal.command.TextTable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The engine as it was at one moment.
 *
 * @param mode the mode in force
 * @param transport the transport that the runtime interceptor asks, or null
 * @param deciding the name of the interceptor that decides, or null if there is none
 * @param why why that one decides
 * @param gate whether any call can be allowed
 * @param interceptors all of them, the deciding one first
 * @param health what the parts say of themselves, and what is missing
 */
record EngineStatus(
    String mode,
    @Nullable String transport,
    @Nullable String deciding,
    String why,
    GateState gate,
    List<Interceptor> interceptors,
    List<Health> health) {

  /**
   * One interceptor service.
   *
   * @param name what it calls itself
   * @param ranking its service ranking
   * @param bundle the symbolic name of its bundle
   * @param authority the authority it asks, or null
   * @param deciding whether it is the one that decides
   */
  record Interceptor(
      String name, int ranking, String bundle, @Nullable String authority, boolean deciding) {

    boolean asksRuntime() {
      return GovernanceInterceptor.RUNTIME.equals(authority);
    }

    void write(JsonGenerator json) throws IOException {
      TerminalJson.field(json, "name", name);
      json.writeNumberField("ranking", ranking);
      TerminalJson.field(json, "bundle", bundle);
      TerminalJson.field(json, "authority", authority);
      json.writeBooleanField("deciding", deciding);
    }
  }

  String text() {
    StringBuilder text = new StringBuilder();
    text.append(
        new TextTable("")
            .row("mode", mode)
            .row("transport", transport == null ? "none" : transport)
            .row("deciding", deciding == null ? "none" : deciding)
            .row("why", why)
            .row("gate", gate.text()));
    text.append("\ninterceptors\n").append(interceptorTable());
    return text.append("\nhealth\n").append(HealthSummary.table(health)).toString();
  }

  private String interceptorTable() {
    TextTable table = new TextTable("  ");
    for (Interceptor each : interceptors) {
      table.row(
          each.deciding() ? "*" : "-",
          Integer.toString(each.ranking()),
          each.name(),
          each.bundle(),
          each.authority() == null ? "" : "authority " + each.authority());
    }
    return interceptors.isEmpty() ? "  none" : table.toString();
  }

  String json() {
    return TerminalJson.object(
        json -> {
          TerminalJson.field(json, "mode", mode);
          TerminalJson.field(json, "transport", transport);
          TerminalJson.field(json, "deciding", deciding);
          TerminalJson.field(json, "why", why);
          json.writeObjectFieldStart("gate");
          json.writeBooleanField("open", gate.open());
          TerminalJson.field(json, "why", gate.shut());
          json.writeEndObject();
          TerminalJson.objects(json, "interceptors", interceptors, Interceptor::write);
          writeHealth(json, health);
        });
  }

  static void writeHealth(JsonGenerator json, List<Health> lines) throws IOException {
    TerminalJson.objects(
        json,
        "health",
        lines,
        (line, each) -> {
          TerminalJson.field(each, "part", line.part());
          TerminalJson.field(each, "level", line.level().word());
          TerminalJson.field(each, "detail", line.detail());
        });
  }
}
