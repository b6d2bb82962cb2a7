// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.jsonrpc;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.portcullis.mcp.jsonrpc.MalformedException.Reason;
import io.portcullis.support.json.StrictJsonFactory;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses the JSON of one message strictly and records the positions of its values. Thread-safe. */
public final class StrictJson {
  /** The deepest nesting. */
  public static final int MAX_DEPTH = 128;

  /** The longest number, in characters. */
  public static final int MAX_NUMBER_LENGTH = StrictJsonFactory.MAX_NUMBER_LENGTH;

  /** The maximum number of members that are recorded for one object. */
  static final int MAX_MEMBERS = 10_000;

  private final JsonFactory factory;

  StrictJson(int maxChars) {
    factory = StrictJsonFactory.of(maxChars, MAX_DEPTH);
  }

  /** Receives the members of the outermost object, and may select members of their values. */
  interface Visitor {
    /** Receives a value that was parsed; inner are its members if they were selected. */
    void member(Member member, Members inner) throws MalformedException;

    /** Checks whether the members of the value of this member are needed too. */
    boolean wantsInner(String name);
  }

  /** Parses an object. */
  void object(String text, Visitor visitor) throws MalformedException {
    walk(
        text,
        walk -> {
          if (walk.parser.nextToken() != JsonToken.START_OBJECT) {
            walk.skipValue();
            throw new MalformedException(Reason.NOT_AN_OBJECT);
          }
          walk.members(visitor);
        });
  }

  /** Returns the members of an object. */
  Members members(String text) throws MalformedException {
    List<Member> list = new ArrayList<>();
    object(text, new Collector(list));
    return new Members(0, text.length(), list);
  }

  /** Returns the positions of the objects of an array: pairs of start and end. */
  List<int[]> objectsOfArray(String text, int most) throws MalformedException {
    List<int[]> places = new ArrayList<>();
    walk(text, walk -> walk.objectsOfArray(places, most));
    return places;
  }

  private interface Step {
    void go(Walk walk) throws IOException, MalformedException;
  }

  private void walk(String text, Step step) throws MalformedException {
    try (JsonParser parser = factory.createParser(text)) {
      step.go(new Walk(parser, text.indexOf('\\') >= 0));
      if (parser.nextToken() != null) {
        throw new MalformedException(Reason.TRAILING);
      }
    } catch (StreamConstraintsException e) {
      throw new MalformedException(limit(e));
    } catch (JsonProcessingException e) {
      throw new MalformedException(problem(e));
    } catch (IOException e) {
      throw new MalformedException(Reason.NOT_JSON);
    }
  }

  private static Reason limit(StreamConstraintsException e) {
    String message = String.valueOf(e.getOriginalMessage());
    return message.contains("nesting depth")
        ? Reason.TOO_DEEP
        : message.contains("Number") ? Reason.LONG_NUMBER : Reason.TOO_LARGE;
  }

  private static Reason problem(JsonProcessingException e) {
    String message = String.valueOf(e.getOriginalMessage()).toLowerCase(Locale.ROOT);
    return message.startsWith("duplicate") ? Reason.DUPLICATE_KEY : Reason.NOT_JSON;
  }

  private static final class Walk {
    private final JsonParser parser;
    private final boolean escapes;

    Walk(JsonParser parser, boolean escapes) {
      this.parser = parser;
      this.escapes = escapes;
    }

    void objectsOfArray(List<int[]> places, int most) throws IOException, MalformedException {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new MalformedException(Reason.NOT_AN_OBJECT);
      }
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        if (token != JsonToken.START_OBJECT || places.size() == most) {
          throw new MalformedException(Reason.BATCH_CONTENT);
        }
        int start = start();
        skipValue();
        places.add(new int[] {start, end()});
      }
    }

    void members(@Nullable Visitor visitor) throws IOException, MalformedException {
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = name();
        JsonToken token = value();
        int start = start();
        boolean inner =
            token == JsonToken.START_OBJECT && visitor != null && visitor.wantsInner(name);
        List<Member> list = new ArrayList<>();
        if (inner) {
          members(new Collector(list));
        } else {
          skipValue();
        }
        if (visitor != null) {
          Member member = new Member(name, Member.Kind.of(token), start, end(), text(token));
          visitor.member(member, inner ? new Members(start, end(), list) : Members.NONE);
        }
      }
    }

    /** Skips to the end of the value that has begun. */
    void skipValue() throws IOException, MalformedException {
      int depth = 0;
      JsonToken token = parser.currentToken();
      while (true) {
        depth += nesting(token);
        if (depth == 0) {
          parser.finishToken();
          return;
        }
        token = parser.nextToken();
      }
    }

    /** Checks a name or a text, and returns how much deeper the token leads. */
    private int nesting(@Nullable JsonToken token) throws IOException, MalformedException {
      if (token == null) {
        throw new MalformedException(Reason.NOT_JSON);
      }
      switch (token) {
        case FIELD_NAME -> name();
        case VALUE_STRING -> wellFormed(escapes ? parser.getText() : "");
        default -> {}
      }
      return token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
    }

    private JsonToken value() throws IOException, MalformedException {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw new MalformedException(Reason.NOT_JSON);
      }
      return token;
    }

    private String name() throws IOException, MalformedException {
      String name = parser.currentName();
      wellFormed(name);
      if (name.indexOf('\0') >= 0) {
        throw new MalformedException(Reason.NUL);
      }
      return name;
    }

    private String text(JsonToken token) throws IOException {
      return token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT
          ? parser.getText()
          : "";
    }

    private int start() {
      return (int) parser.currentTokenLocation().getCharOffset();
    }

    private int end() {
      return (int) parser.currentLocation().getCharOffset();
    }

    private static void wellFormed(String text) throws MalformedException {
      if (PrintableText.loneSurrogate(text) >= 0) {
        throw new MalformedException(Reason.LONE_SURROGATE);
      }
    }
  }

  private record Collector(List<Member> list) implements Visitor {
    @Override
    public void member(Member member, Members inner) throws MalformedException {
      if (list.size() == MAX_MEMBERS) {
        throw new MalformedException(Reason.TOO_LARGE);
      }
      list.add(member);
    }

    @Override
    public boolean wantsInner(String name) {
      return false;
    }
  }
}
