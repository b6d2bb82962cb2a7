// SPDX-License-Identifier: Apache-2.0
/** What a governed call costs. Not null-marked: JMH fills the fields after construction. */
package io.portcullis.benchmarks;
