CREATE TABEL mistake ();
