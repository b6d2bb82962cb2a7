// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal;

import io.portcullis.api.health.HealthReporter;
import io.portcullis.policy.ModelPrices;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicySelfTest;
import io.portcullis.testkit.contract.HealthReporterContract;
import io.portcullis.transport.embedded.internal.history.HistoryKeeper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class PolicyReloaderHealthContractTest extends HealthReporterContract {
  @TempDir Path folder;

  @Override
  protected List<HealthReporter> reporters() {
    return List.of(
        started("absent.yaml")::health,
        started(
                written(
                    "good.yaml",
                    "tools:\n  \"*\": {allow: false}\ndata: {credential_action: alert_only}\n"))
            ::health,
        started(
                written(
                    "warned.yaml", "tools:\n  \"*\": {allow: false, requires_approval_if: \"\"}\n"))
            ::health,
        started(written("broken.yaml", "tools:\n  \"two\\nlines\": {allow: maybe}\n"))::health,
        started(written("no-yaml.yaml", "tools: [\n  }\n"))::health);
  }

  private PolicyReloader started(String name) {
    PolicyReloader reloader =
        new PolicyReloader(
            folder.resolve(name),
            new EmbeddedTransport(),
            new Unnoticed(),
            InstantSource.system(),
            PolicySelfTest.STANDARD,
            new HistoryKeeper(
                folder, () -> null, true, InstantSource.system(), ModelPrices.BUILT_IN));
    reloader.start();
    return reloader;
  }

  private String written(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Unnoticed implements PolicyReloader.Presence {
    @Override
    public void inForce(Policies policies) {}

    @Override
    public void gone() {}
  }
}
