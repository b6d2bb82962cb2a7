// SPDX-License-Identifier: Apache-2.0
package io.portcullis.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineHomeTest {
  private static final Map<String, String> XDG =
      Map.of("XDG_STATE_HOME", "/srv/state", "XDG_CONFIG_HOME", "/srv/config");

  @TempDir Path temp;

  @Test
  void ownPoliciesHaveTheDefaultHome() throws Exception {
    EngineHome home = EngineHome.of(XDG, "/home/a", null);
    assertThat(home.folder(1)).hasToString("/srv/state/portcullis/default");
    assertThat(home.folder(2)).hasToString("/srv/state/portcullis/default-2");
    assertThat(home.policy()).hasToString("/srv/config/portcullis/policies");
  }

  @Test
  void foldersAreBelowTheUsersHomeWithoutTheVariables() throws Exception {
    Map<String, String> relative = Map.of("XDG_STATE_HOME", "state", "HOME", "home");
    EngineHome home = EngineHome.of(relative, "/home/a", null);
    assertThat(home.folder(1)).hasToString("/home/a/.local/state/portcullis/default");
    assertThat(home.policy()).hasToString("/home/a/.config/portcullis/policies");
  }

  @Test
  void userWithoutAHomeIsReported() {
    assertThatThrownBy(() -> EngineHome.of(Map.of(), "?", null))
        .isInstanceOf(NoEngineException.class)
        .hasMessageStartingWith("no folder for state");
  }

  @Test
  void policyHasOneHomeUnderAllItsNames() throws Exception {
    Path policy = Files.createFile(temp.resolve("p.yaml"));
    Path link = Files.createSymbolicLink(temp.resolve("link"), policy);
    Path detour = temp.resolve("x/../p.yaml");
    Files.createDirectory(temp.resolve("x"));
    EngineHome home = EngineHome.of(XDG, "/home/a", policy.toString());
    assertThat(EngineHome.of(XDG, "/home/a", link.toString()).name(1)).isEqualTo(home.name(1));
    assertThat(EngineHome.of(XDG, "/home/a", detour.toString()).name(1)).isEqualTo(home.name(1));
    assertThat(home.name(1)).matches("policy-p\\.yaml-[0-9a-f]+");
    assertThat(home.policy()).isEqualTo(policy.toRealPath());
  }

  @Test
  void policiesOfOneNameHaveTheirOwnHomes() throws Exception {
    assertThat(EngineHome.of(XDG, "/home/a", "/a/p.yaml").name(1))
        .isNotEqualTo(EngineHome.of(XDG, "/home/a", "/b/p.yaml").name(1));
  }

  @Test
  void nameOfAPolicyIsAFileName() throws Exception {
    String name =
        EngineHome.of(XDG, "/home/a", "/a/p \u00e4/../\u00e4 b\nc" + "x".repeat(99)).name(1);
    assertThat(name).matches("policy-[A-Za-z0-9._-]{1,32}-[0-9a-f]+");
  }

  @Test
  void sharedHomeNamesThePolicies() throws Exception {
    Map<String, String> shared = Map.of("XDG_STATE_HOME", "/s", "PORTCULLIS_HOME", "/opt/home");
    assertThat(EngineHome.of(shared, "/home/a", null).policy())
        .hasToString("/opt/home/etc/policies");
    assertThat(EngineHome.of(shared, "/home/a", "/p").policy()).hasToString("/p");
  }
}
