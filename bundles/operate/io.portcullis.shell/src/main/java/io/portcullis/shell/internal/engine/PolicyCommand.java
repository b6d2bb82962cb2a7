// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.engine;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.api.health.Health;
import io.portcullis.api.operations.OperatorCommand;
import io.portcullis.api.status.EngineStatus;
import io.portcullis.api.status.PartStatus;
import io.portcullis.api.status.TransportStatus;
import io.portcullis.shell.internal.command.CommandResult;
import io.portcullis.shell.internal.command.CommandUsageException;
import io.portcullis.shell.internal.command.CurrentServices;
import io.portcullis.shell.internal.command.ShellCommand;
import io.portcullis.shell.internal.command.ShellRequest;
import io.portcullis.shell.internal.command.TextTable;
import io.portcullis.support.commandline.Presentation;
import io.portcullis.support.json.TerminalJson;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Shows the policy documents by which the transports of this container decide. */
@Component(
    service = OperatorCommand.class,
    property = {"osgi.command.scope=portcullis", "osgi.command.function=policy"})
public final class PolicyCommand extends ShellCommand {
  private static final String PART = "policy";

  private final StatusReader status;

  /** Creates the command. */
  @Activate
  public PolicyCommand(@Reference CurrentServices services) {
    super("policy", services);
    status = new StatusReader(services);
  }

  /** Runs the command in Gogo. */
  public CharSequence policy(String... arguments) {
    return runInGogo(arguments);
  }

  @Override
  protected CommandResult execute(ShellRequest request) throws CommandUsageException {
    EngineStatus engine = status.read();
    if (!engine.available()) {
      return CommandResult.failed(engine.explanation());
    }
    List<Health> health = health(engine);
    return CommandResult.ok(
        request.has("--json")
            ? json(engine.transports(), health)
            : text(engine.transports(), health, request.presentation()));
  }

  // A document that does not load has no transport, but the policy part still reports the error.
  private static List<Health> health(EngineStatus engine) {
    Set<String> bundles =
        engine.transports().stream().map(TransportStatus::bundle).collect(Collectors.toSet());
    Stream<Health> ofTransports =
        engine.parts().stream()
            .filter(part -> bundles.contains(part.bundle()))
            .map(PartStatus::health);
    Stream<Health> ofPolicies =
        engine.parts().stream()
            .map(PartStatus::health)
            .filter(line -> line.part().startsWith(PART));
    return Stream.concat(ofTransports, ofPolicies).distinct().toList();
  }

  private static String text(
      List<TransportStatus> transports, List<Health> health, Presentation presentation) {
    StringBuilder text = new StringBuilder();
    if (transports.isEmpty()) {
      text.append("no transport is registered: no documents are in force\n");
    }
    for (TransportStatus transport : transports) {
      text.append(table(transport, presentation)).append('\n');
    }
    return text.append("health\n")
        .append(HealthLines.table(health, presentation))
        .toString()
        .stripTrailing();
  }

  private static TextTable table(TransportStatus transport, Presentation presentation) {
    String digest = transport.policyDigest();
    String loaded = transport.policyLoaded();
    TextTable table = new TextTable("");
    table.row("transport", name(transport) + (transport.selected() ? " (selected)" : ""));
    table.row("digest", digest == null ? "none" : digest);
    table.row("loaded", loaded == null ? "unknown" : presentation.time(loaded));
    transport.policyDocuments().forEach(document -> table.row("document", document));
    return table;
  }

  private static String name(TransportStatus transport) {
    return transport.name().isEmpty() ? "?" : transport.name();
  }

  private static String json(List<TransportStatus> transports, List<Health> health) {
    return TerminalJson.object(
        json -> {
          TerminalJson.objects(json, "transports", transports, PolicyCommand::write);
          HealthLines.write(json, health);
        });
  }

  private static void write(TransportStatus transport, JsonGenerator json) throws IOException {
    TerminalJson.field(json, "transport", name(transport));
    json.writeBooleanField("selected", transport.selected());
    TerminalJson.field(json, "digest", transport.policyDigest());
    TerminalJson.field(json, "loaded", transport.policyLoaded());
    TerminalJson.texts(json, "documents", transport.policyDocuments());
  }
}
