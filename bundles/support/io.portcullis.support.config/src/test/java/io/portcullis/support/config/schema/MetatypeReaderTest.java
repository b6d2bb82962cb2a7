// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.config.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetatypeReaderTest {
  private static List<Pid> read(String document) throws IOException {
    return MetatypeReader.read(new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsPidsFactoriesAndTheirKeys() throws IOException {
    assertThat(
            read(
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <metatype:MetaData xmlns:metatype="http://www.osgi.org/xmlns/metatype/v1.4.0">
                  <OCD id="one" name="n">
                    <AD id="a.b" type="Long" default="1"/>
                    <AD id="word" type="String"><Option label="x" value="x"/></AD>
                  </OCD>
                  <OCD id="two"><AD id="c" type="Integer"/></OCD>
                  <Designate pid="io.example.single"><Object ocdref="one"/></Designate>
                  <Designate factoryPid="io.example.many"><Object ocdref="two"/></Designate>
                </metatype:MetaData>
                """))
        .containsExactly(
            new Pid("io.example.single", false, Map.of("a.b", "Long", "word", "String")),
            new Pid("io.example.many", true, Map.of("c", "Integer")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<OCD",
        "<!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><OCD id='&e;'/>"
      })
  void refusesWhatIsNoDocument(String document) {
    assertThatThrownBy(() -> read(document)).isInstanceOf(IOException.class);
  }
}
