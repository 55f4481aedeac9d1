#!/usr/bin/perl
# Makes app.han.tsv: every Chinese character with a Mandarin reading and the initials of its readings, the customary one first.
# Source: Unihan_Readings (kMandarin, then kTGHZ2013) of Debian's package unicode-data.
#   bzcat /usr/share/unicode/Unihan_Readings.txt.bz2 | ./make-han.pl > app.han.tsv
use strict;
use warnings;
use Unicode::Normalize qw(NFD);
binmode STDIN,  ':encoding(UTF-8)';
binmode STDOUT, ':encoding(UTF-8)';

my (%first, %other);
while (my $line = <STDIN>) {
    next unless $line =~ /^U\+([0-9A-F]+)\t(kMandarin|kTGHZ2013)\t(.+)$/;
    my ($code, $field, $value) = (hex $1, $2, $3);
    $value =~ s/[0-9.,]+://g;                       # page references of kTGHZ2013
    for my $reading (split / /, $value) {
        my $letter = lc substr NFD($reading), 0, 1;  # tone marks fall off
        next unless $letter =~ /^[a-z]$/;
        if ($field eq 'kMandarin') { $first{$code} //= $letter }
        $other{$code}{$letter} = 1;
    }
}
print "ch\tinitials\n";
for my $code (sort { $a <=> $b } keys %first) {
    my @rest = grep { $_ ne $first{$code} } sort keys %{ $other{$code} };
    splice @rest, 3;
    print chr($code), "\t", $first{$code}, @rest, "\n";
}
