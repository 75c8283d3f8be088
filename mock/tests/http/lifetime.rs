//! Starting and stopping.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use mock::{Config, StandIn};

use crate::client::{Client, TOKEN, read_for};

#[test]
fn it_listens_on_the_loopback_interface_alone() {
    let stand_in = StandIn::start(Config::default()).unwrap();
    let address = stand_in.address();
    assert_eq!(address.ip(), Ipv4Addr::LOCALHOST);
    assert_ne!(address.port(), 0);
    assert_eq!(stand_in.url(), format!("http://127.0.0.1:{}", address.port()));
}

#[test]
fn a_port_that_is_taken_is_told() {
    let first = StandIn::start(Config::default()).unwrap();
    let config = Config { port: first.address().port(), ..Config::default() };
    let error = StandIn::start(config.clone()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddrInUse);
    // Stopped, it leaves the port to the next.
    drop(first);
    let second = StandIn::start(config.clone()).unwrap();
    assert_eq!(second.address().port(), config.port);
}

#[test]
fn dropping_it_ends_what_is_open() {
    let client = Client::new();
    let mut waiting = client.open("fault=no-answer", TOKEN);
    let (nothing, _) = read_for(&mut waiting, Duration::from_millis(200));
    assert_eq!(nothing, "");
    let address = client.stand_in.address();
    let start = Instant::now();
    drop(client);
    assert!(start.elapsed() < Duration::from_secs(2));
    assert_eq!(read_for(&mut waiting, Duration::from_secs(2)), (String::new(), true));
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn waiting_does_not_stop_it() {
    let stand_in = StandIn::start(Config::default()).unwrap();
    let address = stand_in.address();
    let waiter = thread::spawn(|| stand_in.wait());
    thread::sleep(Duration::from_millis(200));
    assert!(!waiter.is_finished());
    assert!(TcpStream::connect(address).is_ok());
}
