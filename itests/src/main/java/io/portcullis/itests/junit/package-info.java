// SPDX-License-Identifier: Apache-2.0

/** Runs JUnit 5 tests inside a Pax Exam container that is provisioned from the shipped features. */
@NullMarked
package io.portcullis.itests.junit;

import org.jspecify.annotations.NullMarked;
