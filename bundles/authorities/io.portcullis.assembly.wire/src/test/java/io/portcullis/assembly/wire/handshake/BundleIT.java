// SPDX-License-Identifier: Apache-2.0
package io.portcullis.assembly.wire.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.portcullis.assembly.wire.messages.WireBytes;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** The bundle as it is shipped, in a framework with only it and protobuf. */
class BundleIT {
  @TempDir private Path cache;
  private Framework framework;
  private Bundle bundle;

  @BeforeEach
  void start() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(
                Map.of(
                    Constants.FRAMEWORK_STORAGE,
                    cache.toString(),
                    "felix.log.level",
                    "1",
                    // not wired: protobuf must work without it
                    Constants.FRAMEWORK_BOOTDELEGATION,
                    ""));
    framework.start();
    URI protobuf = Message.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    framework.getBundleContext().installBundle(protobuf.toString());
    bundle =
        framework
            .getBundleContext()
            .installBundle(Path.of(System.getProperty("portcullis.bundle")).toUri().toString());
  }

  @AfterEach
  void stop() throws Exception {
    framework.stop();
    framework.waitForStop(60_000);
  }

  @Test
  void bundleAnswersAChallengeInTheFramework() throws Exception {
    bundle.start();
    Object key =
        bundle
            .loadClass(AgentKey.class.getName())
            .getMethod("of", String.class)
            .invoke(null, "agent-1");
    Class<?> type = bundle.loadClass(ClientHandshake.class.getName());
    Object handshake = type.getConstructor(key.getClass(), String.class).newInstance(key, "0.0.1");
    Object proof =
        type.getMethod("read", ByteBuffer.class)
            .invoke(handshake, ByteBuffer.wrap(WireBytes.hex(ContractVectorsTest.CHALLENGE)));
    assertThat(key.getClass()).isNotEqualTo(AgentKey.class);
    assertThat(proof).isEqualTo(ByteBuffer.wrap(WireBytes.hex(ContractVectorsTest.PROOF)));
  }

  @Test
  void bundleExportsItsPackagesWithoutProtobuf() {
    assertThat(
            bundle.getHeaders().get(Constants.EXPORT_PACKAGE).replaceAll(";uses:=\"[^\"]*\"", ""))
        .isEqualTo(
            "io.portcullis.assembly.wire;version=\"1.0.0\","
                + "io.portcullis.assembly.wire.codec;version=\"1.0.0\","
                + "io.portcullis.assembly.wire.handshake;version=\"1.0.0\","
                + "io.portcullis.assembly.wire.messages;version=\"1.0.0\","
                + "io.portcullis.assembly.wire.socket;version=\"1.0.0\","
                + "io.portcullis.assembly.wire.values;version=\"1.0.0\"");
    // bnd imports what is exported, so that one of two equal bundles can serve all.
    assertThat(
            bundle
                .getHeaders()
                .get(Constants.IMPORT_PACKAGE)
                .replaceAll("io\\.portcullis\\.assembly\\.wire[.\\w]*;version=\"[^\"]*\",", ""))
        .isEqualTo("com.google.protobuf;version=\"[4.36,5)\",jdk.net");
  }
}
