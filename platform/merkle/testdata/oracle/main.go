// Reads a log directory with the Go project's own packages and checks all of it: the note, the root
// out of the tiles, and proofs that our code built. Run by platform/merkle/oracle_test.cc.
package main

import (
	"bufio"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type tiles struct{ dir string }

func (t tiles) Height() int { return 8 }
func (t tiles) ReadTiles(ts []tlog.Tile) ([][]byte, error) {
	var out [][]byte
	for _, tile := range ts {
		// Go says tile/<height>/..., C2SP has no height.
		path := "tile/" + strings.TrimPrefix(tile.Path(), "tile/8/")
		data, err := os.ReadFile(filepath.Join(t.dir, path))
		if err != nil {
			return nil, err
		}
		out = append(out, data)
	}
	return out, nil
}
func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func check(err error) {
	if err != nil {
		fmt.Println("FAIL:", err)
		os.Exit(1)
	}
}

func hashes(text string) (out []tlog.Hash) {
	for _, word := range strings.Fields(text) {
		raw, err := base64.StdEncoding.DecodeString(word)
		check(err)
		var hash tlog.Hash
		copy(hash[:], raw)
		out = append(out, hash)
	}
	return out
}

func main() {
	dir := os.Args[1]
	vkey, err := os.ReadFile(filepath.Join(dir, "vkey"))
	check(err)
	verifier, err := note.NewVerifier(string(vkey))
	check(err)
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	check(err)
	opened, err := note.Open(signed, note.VerifierList(verifier))
	check(err)
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	check(err)
	root := hashes(lines[2])[0]
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, tiles{dir})
	again, err := tlog.TreeHash(size, reader)
	check(err)
	if again != root {
		check(fmt.Errorf("root of %d leaves differs", size))
	}
	// Lines: "inclusion INDEX SIZE ROOT LEAF PROOF..." and "consistency FROM TO FROMROOT TOROOT PROOF...".
	file, err := os.Open(filepath.Join(dir, "proofs"))
	check(err)
	proofs := 0
	scanner := bufio.NewScanner(file)
	scanner.Buffer(nil, 1<<20)
	for scanner.Scan() {
		fields := strings.SplitN(scanner.Text(), " ", 4)
		a, err := strconv.ParseInt(fields[1], 10, 64)
		check(err)
		b, err := strconv.ParseInt(fields[2], 10, 64)
		check(err)
		h := hashes(fields[3])
		if fields[0] == "inclusion" {
			check(tlog.CheckRecord(tlog.RecordProof(h[2:]), b, h[0], a, h[1]))
		} else {
			check(tlog.CheckTree(tlog.TreeProof(h[2:]), b, h[1], a, h[0]))
		}
		proofs++
	}
	check(scanner.Err())
	fmt.Printf("OK size=%d proofs=%d\n", size, proofs)
}
