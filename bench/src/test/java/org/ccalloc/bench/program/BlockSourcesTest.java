package org.ccalloc.bench.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.ccalloc.bench.contender.Contenders;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BlockSourcesTest {

    /** Those that end within a second also if each free is a handshake of all threads, as that of a shared arena is. */
    private static final List<ProgramKind> SHORT =
            List.of(ProgramKind.CACHE_SCRATCH, ProgramKind.GROWING_BUFFERS, ProgramKind.COLUMNAR_BATCHES);

    @ParameterizedTest
    @EnumSource
    void peerDoesTheSameAsABackendOrThereIsAReason(ProgramKind kind) throws InterruptedException {
        Outcome expected = run(kind, "mimalloc");
        for (String peer : Contenders.PEERS) {
            Optional<String> reason = kind.reasonAgainst(peer);
            if (reason.isPresent()) {
                assertThatThrownBy(() -> run(kind, peer))
                        .as(kind + " on " + peer)
                        .isInstanceOf(RuntimeException.class);
            } else if (!peer.equals(Contenders.SHARED_ARENA) || SHORT.contains(kind)) {
                Outcome outcome = run(kind, peer);
                assertThat(outcome.checksum()).as(kind + " on " + peer).isEqualTo(expected.checksum());
                assertThat(outcome.operations()).isEqualTo(expected.operations());
            }
        }
    }

    private static Outcome run(ProgramKind kind, String contender) throws InterruptedException {
        return kind.open(new Setting(BlockSources.open(contender, false), kind.threads(2), 42, 1))
                .run();
    }
}
