// SPDX-License-Identifier: Apache-2.0
package io.portcullis.shell.internal.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokenBundleReporterTest {
  @TempDir Path folder;
  private final BrokenBundleReporter broken = new BrokenBundleReporter();

  private Path jar(String header, String value) throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
    manifest.getMainAttributes().putValue(header, value);
    Path file = folder.resolve("some.jar");
    try (OutputStream out = Files.newOutputStream(file);
        JarOutputStream jar = new JarOutputStream(out, manifest)) {
      jar.putNextEntry(new ZipEntry("a.txt"));
    }
    return file;
  }

  private void assertRefused(Path file, String why) {
    assertThat(broken.canHandle(file.toFile())).isTrue();
    assertThatThrownBy(() -> broken.install(file.toFile()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + " is not installed: " + why)
        .hasMessageEndingWith("; put an OSGi bundle in its place, or remove it");
    assertThatThrownBy(() -> broken.update(file.toFile())).isInstanceOf(IOException.class);
  }

  @Test
  void leavesBundlesToFileInstall() throws IOException {
    assertThat(broken.canHandle(jar("Bundle-SymbolicName", "some").toFile())).isFalse();
  }

  @Test
  void leavesOtherFilesToFileInstall() throws IOException {
    assertThat(broken.canHandle(Files.writeString(folder.resolve("a.cfg"), "x").toFile()))
        .isFalse();
    assertThat(broken.canHandle(Files.createDirectory(folder.resolve("b.jar")).toFile())).isFalse();
    assertThat(broken.canHandle(folder.resolve("absent.jar").toFile())).isFalse();
  }

  @Test
  void refusesAFileThatIsNotAJar() throws IOException {
    assertRefused(Files.writeString(folder.resolve("a.jar"), "text"), "it is not a readable jar: ");
    assertRefused(Files.createFile(folder.resolve("EMPTY.JAR")), "it is not a readable jar: ");
  }

  @Test
  void refusesAJarThatWasCutShort() throws IOException {
    Path file = jar("Bundle-SymbolicName", "some");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(file, "it is not a readable jar: ");
  }

  @Test
  void refusesAJarThatIsNoBundle() throws IOException {
    assertRefused(jar("Main-Class", "Some"), "its manifest has no Bundle-SymbolicName");
  }

  @Test
  void refusesAJarWithoutAManifest() throws IOException {
    Path file = folder.resolve("none.jar");
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file))) {
      jar.putNextEntry(new ZipEntry("a.txt"));
    }
    assertRefused(file, "it has no manifest");
  }
}
