# Counts words, pairs of words, and lines by length.
use strict; use warnings;
my (%words, %pairs, @by_length);
while (my $line = <>) {
  my $previous = '';
  for my $word (map { lc } $line =~ /(\w+)/g) {
    $words{$word}++;
    push @{ $pairs{$previous} }, $word if @{ $pairs{$previous} // [] } < 50;
    $previous = $word;
  }
  push @{ $by_length[length $line] }, $line;
}
for my $word (sort { $words{$b} <=> $words{$a} || $a cmp $b } keys %words) {
  printf "%s %d %s\n", $word, $words{$word}, join(',', sort @{ $pairs{$word} // [] });
}
