// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.launcher.failure.LaunchException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.feature.FeatureService;
import org.osgi.service.feature.ID;

class ConfigurationNamesTest {
  private static final String METATYPE =
      """
      <MetaData>
        <OCD id="o"><AD id="k" type="String"/></OCD>
        <Designate pid="io.portcullis.mode"><Object ocdref="o"/></Designate>
        <Designate pid="org.example.watcher"><Object ocdref="o"/></Designate>
        <Designate factoryPid="io.portcullis.adapter.x"><Object ocdref="o"/></Designate>
      </MetaData>
      """;

  @TempDir Path folder;
  private BundlePlan plan;

  @BeforeEach
  void readABundle() throws Exception {
    Path jar = Files.createDirectory(folder.resolve("lib")).resolve("b.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      entries.putNextEntry(new JarEntry("OSGI-INF/metatype/b.xml"));
      entries.write(METATYPE.getBytes(StandardCharsets.UTF_8));
    }
    ID id = ServiceLoader.load(FeatureService.class).findFirst().orElseThrow().getID("g", "a", "1");
    plan = new BundlePlan(List.of(new BundlePlan.Entry(id, jar, 1, id)));
  }

  private String problem() throws LaunchException {
    return ConfigurationNames.problem(plan, List.of(folder.resolve("none"), folder));
  }

  private void write(String name) throws IOException {
    Files.writeString(folder.resolve(name), "k = v\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io.portcullis.mode-old",
        "io.portcullis.mode-",
        "io.portcullis.mode~old",
        "io.portcullis.mode|bundle",
        "io.portcullis.mode-a-b"
      })
  void copyOfASingleConfigurationIsNamedInOneLine(String name) throws Exception {
    for (String suffix : new String[] {".cfg", ".config"}) {
      write("io.portcullis.mode.cfg");
      write(name + suffix);
      assertThat(problem())
          .isEqualTo(
              folder.resolve(name + suffix)
                  + ": only io.portcullis.mode.cfg configures io.portcullis.mode; rename or remove"
                  + " this file");
      Files.delete(folder.resolve(name + suffix));
    }
  }

  @Test
  void instanceOfAFactoryFollowsADash() throws Exception {
    write("io.portcullis.adapter.x~a.cfg");
    assertThat(problem()).contains("follows a dash");
  }

  @Test
  void configurationsOfTheirPidAndOfOthersPass() throws Exception {
    for (String name :
        List.of(
            "io.portcullis.mode.cfg",
            "io.portcullis.adapter.x-one.cfg",
            "io.portcullis.adapter.x-two.config",
            "io.portcullis.mode-old.cfg.bak",
            "org.example.watcher-one.cfg")) {
      write(name);
    }
    assertThat(problem()).isEmpty();
  }
}
