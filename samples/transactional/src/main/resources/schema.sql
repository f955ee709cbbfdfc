create table orders (
  id varchar(40) primary key,
  amount int not null,
  message_id varchar(64) not null unique
);
