"""A database in which some things have a type, some are kinds themselves, and some have neither."""

from __future__ import annotations

from tests.unit.ask.offline import unseen as known
from tests.unit.ask.offline.unseen import Unseen

INSTRUMENTS = """
create table horns (horn_id integer primary key, horn_name varchar, horn_type varchar, maker varchar);
create table players (player_id integer primary key, player_name varchar, horn_id integer references horns(horn_id),
  date_of_birth date, mastered integer);
create table pieces (piece_id integer primary key, piece_name varchar);
create table played_pieces (player_id integer references players(player_id), piece_id integer references pieces(piece_id),
  primary key (player_id, piece_id));
create table sheets (sheet_id integer primary key, title varchar);
create table shops (shop_id integer primary key, shop_name varchar);
create table holdings (holding_id integer primary key, shop_id integer references shops(shop_id),
  sheet_id integer references sheets(sheet_id), quantity integer);
insert into horns select i, 'Horn ' || i, case i % 3 when 0 then 'tuba' when 1 then 'cornet' else 'bugle' end,
  case i % 4 when 0 then 'Besson' when 1 then 'Bach' when 2 then 'Yam' else 'Holt' end from range(1, 25) t(i);
insert into players select i, 'Player ' || i, 1 + i * 5 % 24, date '1960-01-01' + cast(i * 397 % 9000 as integer), i * 13 % 60
  from range(1, 40) t(i);
insert into pieces select i, 'Piece ' || i from range(1, 13) t(i);
insert into played_pieces select distinct 1 + i % 30, 1 + i * 5 % 9 from range(1, 90) t(i);
insert into sheets select i, 'Sheet ' || i from range(1, 16) t(i);
insert into shops select i, 'Shop ' || i from range(1, 9) t(i);
insert into holdings select i, 1 + i * i % 7, 1 + i * 3 % 11, 2 + i % 6 from range(1, 21) t(i);
"""


def instruments() -> Unseen:
    """That database with its draft."""
    known.DATABASES.setdefault("instruments", INSTRUMENTS)
    return known.unseen("instruments")
