// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.health.Health;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.shell.internal.command.AnonymousCommand;
import io.portcullis.shell.internal.command.CommandArguments;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.TerminalJson;
import io.portcullis.shell.internal.command.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;

/** Shows which policy documents the transports of this container decide by. */
public final class PolicyCommand implements AnonymousCommand {
  private static final String DOCUMENTS = "policy.documents";
  private static final String DIGEST = "policy.digest";
  private static final String LOADED = "policy.loaded";
  private static final String PART = "policy";

  private final CurrentServices services;

  public PolicyCommand(CurrentServices services) {
    this.services = services;
  }

  /** What one transport says of its documents; a transport of a remote runtime says nothing. */
  private record Source(
      String transport,
      boolean selected,
      @Nullable String digest,
      @Nullable String loaded,
      List<String> documents) {}

  @Override
  public String usage() {
    return "policy [--json]";
  }

  @Override
  public CommandResult run(List<String> arguments) throws CommandUsageException {
    CommandArguments options = CommandArguments.parse(arguments, Set.of("--json"), 0);
    List<ServiceReference<RuntimeTransport>> transports = services.ranked(RuntimeTransport.class);
    List<Source> sources = sources(transports);
    List<Health> health = health(transports);
    return CommandResult.ok(options.has("--json") ? json(sources, health) : text(sources, health));
  }

  private List<Source> sources(List<ServiceReference<RuntimeTransport>> transports) {
    List<String> selected =
        services.ranked(GovernanceInterceptor.class).stream()
            .map(reference -> CurrentServices.text(reference, RuntimeTransport.NAME))
            .filter(Objects::nonNull)
            .toList();
    List<Source> sources = new ArrayList<>();
    for (ServiceReference<RuntimeTransport> transport : transports) {
      String name = CurrentServices.text(transport, RuntimeTransport.NAME);
      sources.add(
          new Source(
              name == null ? "?" : name,
              selected.contains(name),
              CurrentServices.text(transport, DIGEST),
              CurrentServices.text(transport, LOADED),
              documents(transport.getProperty(DOCUMENTS))));
    }
    return sources;
  }

  private static List<String> documents(@Nullable Object value) {
    if (value instanceof Object[] array) {
      return Arrays.stream(array).map(String::valueOf).toList();
    }
    if (value instanceof Collection<?> collection) {
      return collection.stream().map(String::valueOf).toList();
    }
    return value == null ? List.of() : List.of(String.valueOf(value));
  }

  // A document that does not load has no transport, but its loader still says what is wrong.
  private List<Health> health(List<ServiceReference<RuntimeTransport>> transports) {
    List<String> bundles = transports.stream().map(CurrentServices::bundle).toList();
    HealthSummary lines = new HealthSummary(services);
    List<Health> health =
        new ArrayList<>(lines.of(reporter -> bundles.contains(CurrentServices.bundle(reporter))));
    for (Health line : lines.all()) {
      if (line.part().startsWith(PART) && !health.contains(line)) {
        health.add(line);
      }
    }
    return health;
  }

  private static String text(List<Source> sources, List<Health> health) {
    StringBuilder text = new StringBuilder();
    if (sources.isEmpty()) {
      text.append("no transport is registered: no documents are in force\n");
    }
    for (Source source : sources) {
      TextTable table = new TextTable("");
      table.row("transport", source.transport() + (source.selected() ? " (selected)" : ""));
      table.row("digest", source.digest() == null ? "none" : source.digest());
      table.row("loaded", source.loaded() == null ? "unknown" : source.loaded());
      source.documents().forEach(document -> table.row("document", document));
      text.append(table).append('\n');
    }
    return text.append("health\n").append(HealthSummary.table(health)).toString().stripTrailing();
  }

  private static String json(List<Source> sources, List<Health> health) {
    return TerminalJson.object(
        json -> {
          TerminalJson.objects(json, "transports", sources, PolicyCommand::write);
          EngineStatus.writeHealth(json, health);
        });
  }

  private static void write(Source source, JsonGenerator json) throws IOException {
    TerminalJson.field(json, "transport", source.transport());
    json.writeBooleanField("selected", source.selected());
    TerminalJson.field(json, "digest", source.digest());
    TerminalJson.field(json, "loaded", source.loaded());
    TerminalJson.texts(json, "documents", source.documents());
  }
}
